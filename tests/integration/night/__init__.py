"""The night against a real database."""
