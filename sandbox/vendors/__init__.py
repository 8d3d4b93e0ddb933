"""Pretend vendors of MISs: one real HTTP server with state. Knows nothing of the portal's code."""
