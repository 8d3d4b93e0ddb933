"""ScholarPack: fetched after the school has confirmed. Declared; not yet received."""
