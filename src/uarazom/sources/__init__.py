"""What official resources say: the one door to the network, its manners, and the box in which everything is kept."""
