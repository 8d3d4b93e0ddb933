"""RM Integris: fetched through Datashare, once the school has granted access."""
