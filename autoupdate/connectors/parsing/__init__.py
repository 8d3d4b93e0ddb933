"""Rows files → records: what all parsers share. Pure; captions come from declarations."""
