"""Pupil Asset: fetched with the school's reference number, after approval there."""
