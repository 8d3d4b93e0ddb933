"""Populations of English schools written down twice, with who is who: to measure matching with.

Knows names and how they get written differently; nothing of the portal or its engine.
"""

from sandbox.populations.population import Noise, Population, make_population

__all__ = ["Noise", "Population", "make_population"]
