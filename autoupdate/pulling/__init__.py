"""Fetching: from a queued pull to uploads, each a whole sub-report. It knows no page and no vendor."""
