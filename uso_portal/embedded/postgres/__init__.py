"""A Django database engine on the embedded PostgreSQL; see `base`."""
