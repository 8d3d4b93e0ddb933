"""A pretend RM Integris with its Datashare. The wire is docs/connectors/integris.md."""
