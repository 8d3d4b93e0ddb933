"""RM Integris: handed over through Datashare after Grant Access. Declared; not yet received."""
