"""A pretend SchoolPod. The wire is docs/connectors/schoolpod.md."""
