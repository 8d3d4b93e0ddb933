"""A pretend Arbor: approval, credentials and GraphQL. The wire is docs/connectors/arbor.md."""
