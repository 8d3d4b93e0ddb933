"""A pretend Bromcom, which sends by itself. The wire is docs/connectors/bromcom.md."""
