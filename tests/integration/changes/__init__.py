"""Changing a school's MIS, end to end but for the browser."""
