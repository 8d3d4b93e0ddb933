"""Tests of what the MIS says, against a database."""
