"""Other authorities' warnings at the desk: what came, whether it holds, and a warning of ours begun from it."""
