"""Where: regions, codes, geometry, containment, simplification."""
