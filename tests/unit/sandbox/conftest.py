"""A small primary and a small secondary, made once: nothing in these tests alters a school."""

from __future__ import annotations

from datetime import date

import pytest

from sandbox.people import PretendSchool
from sandbox.schools import make_school

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="session")
def primary() -> PretendSchool:
    """A primary of 240 people."""
    return make_school(11, phase="primary", num_people=240, establishment="2001", today=TODAY)


@pytest.fixture(scope="session")
def secondary() -> PretendSchool:
    """A secondary of 600 people."""
    return make_school(12, phase="secondary", num_people=600, establishment="4001", today=TODAY)
