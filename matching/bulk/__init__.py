"""Writing many rows at once: statements whose number does not depend on the number of people."""
