"""What waits to be handed to the signer, and what the signer answered."""
