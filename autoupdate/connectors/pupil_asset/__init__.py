"""Pupil Asset: fetched after approval and a case. Declared; not yet received."""
