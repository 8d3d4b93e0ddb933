"""Arbor: fetched through its GraphQL interface, once the school has approved it there."""
