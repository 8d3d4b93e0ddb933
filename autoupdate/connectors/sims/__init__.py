"""SIMS: the AutoUpdate software on a school's server uploads what CommandReporter writes."""
