"""A pretend SIMS: its CommandReporter, and the AutoUpdate software beside it."""
