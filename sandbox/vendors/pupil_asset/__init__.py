"""A pretend Pupil Asset. The wire is docs/connectors/pupil_asset.md."""
