"""Tests of what the MIS says, without a database."""
