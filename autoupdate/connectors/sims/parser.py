"""A stored SIMS export → records and row problems, whichever sub-report it is."""

from __future__ import annotations

from autoupdate.connectors.parsing.dispatch import parse_rows_file

# SIMS needs nothing beyond what every rows file needs: its quirks (absent elements, multiplied
# rows, ``Year  7``) are met where rows are read and people put together.
parse = parse_rows_file
