"""A pretend ScholarPack: OAuth 2 and pages. The wire is docs/connectors/scholarpack.md."""
