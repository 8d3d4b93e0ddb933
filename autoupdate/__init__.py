"""WHAT THE MIS SAYS: connectors, uploads, the night, and what came of each person."""
