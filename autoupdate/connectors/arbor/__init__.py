"""Arbor: fetched through its API after the school has approved. Declared; not yet received."""
