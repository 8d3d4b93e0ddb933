"""The marks of one school day, morning and afternoon, for every pupil of a pretend school.

Knows nothing of any MIS. The same school and day always give the same marks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

from sandbox.people import Mark, PretendSchool

#: Absence codes of the DfE, as often as a November week sees them.
_ABSENT = ("I", "I", "I", "I", "I", "M", "M", "C", "O", "O", "E", "T", "B", "U")
_SESSIONS = (("AM", "/"), ("PM", "\\"))


def marks_of(school: PretendSchool, day: date) -> Iterator[Mark]:
    """Two marks a pupil: present (``/`` morning, ``\\`` afternoon), late (L) or absent."""
    rng = Random(f"{school.seed}:marks:{day.isoformat()}")
    for student in school.students:
        chance = rng.random()
        if chance < 0.93:
            for session, present in _SESSIONS:
                yield Mark(student.mis_id, day, session, present)
        elif chance < 0.96:
            yield Mark(student.mis_id, day, "AM", "L", 1 + int(rng.random() * 40))
            yield Mark(student.mis_id, day, "PM", "\\")
        else:
            code = rng.choice(_ABSENT)
            for session, _ in _SESSIONS:
                yield Mark(student.mis_id, day, session, code)
