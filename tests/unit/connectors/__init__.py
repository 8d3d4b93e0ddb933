"""Tests of the connectors: declarations, readers and parsers, without Django."""
