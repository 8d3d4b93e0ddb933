"""Bromcom: sends by itself every evening ("Generic API"). Declared; not yet received."""
