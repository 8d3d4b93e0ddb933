"""One enormous pretend export, and the same a day later: many schools' pupils as if of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sandbox.evolution import evolve
from sandbox.people import PretendSchool, Student
from sandbox.schools import make_school
from sandbox.sims.reporter import write_export

_PEOPLE_EACH = 1000
#: No school gives as many MIS ids as this.
_IDS_EACH = 100_000


def write_exports(
    folder: Path, *, num_people: int, num_days: int, seed: int, today: date
) -> list[Path]:
    """Write the Students export of so many pupils in SIMS XML, and those of the days after."""
    schools = _schools(num_people, seed=seed, today=today)
    files = []
    for number in range(num_days):
        if number:
            day = today + timedelta(days=number)
            schools = [evolve(each, seed=seed, today=day) for each in schools]
        files.append(_write(folder / f"{number}.xml", schools, num_people=num_people))
    return files


def _schools(num_people: int, *, seed: int, today: date) -> list[PretendSchool]:
    """As many schools as have so many pupils (the rest of their people are staff)."""
    schools: list[PretendSchool] = []
    num_pupils = 0
    while num_pupils < num_people:
        number = len(schools)
        school = make_school(
            seed + number,
            phase="secondary" if number % 2 else "primary",
            num_people=_PEOPLE_EACH,
            la=str(100 + number // 5000),
            establishment=str(2000 + number % 5000),
            today=today,
        )
        schools.append(school)
        num_pupils += len(school.students)
    return schools


def _write(path: Path, schools: list[PretendSchool], *, num_people: int) -> Path:
    pupils = tuple(_pupils(schools))[:num_people]
    with path.open("wb") as target:
        write_export(target, replace(schools[0], students=pupils), "students")
    return path


def _pupils(schools: list[PretendSchool]) -> Iterator[Student]:
    for number, school in enumerate(schools):
        for pupil in school.students:
            yield replace(pupil, mis_id=pupil.mis_id + number * _IDS_EACH)
