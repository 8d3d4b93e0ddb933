"""Tests of the pure deciders: no database, microseconds each."""
