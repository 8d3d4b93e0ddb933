"""Fetching: a queued pull becomes uploads, each a whole sub-report. It knows no page, no vendor."""
