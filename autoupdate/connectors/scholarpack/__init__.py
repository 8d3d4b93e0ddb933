"""ScholarPack: fetched through its interface, once the school has confirmed it there."""
