"""Streaming readers for the table shapes in which exports arrive: XML and CSV, in any encoding."""
