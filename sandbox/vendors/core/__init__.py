"""What all pretend vendors share: requests, state, faults, the server. Knows no vendor."""
