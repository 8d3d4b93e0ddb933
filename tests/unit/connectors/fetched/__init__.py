"""Connectors that fetch, with a client that is played instead of a vendor's server."""
