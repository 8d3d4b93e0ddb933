"""A school of SIMS with nights behind it, which changes to SIMS Connected."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from accounts.models import PortalUser, Role, School, SchoolMis, UsoAccount
from autoupdate.actions.changing_mis import change_mis
from autoupdate.models import MisChange
from matching.models import Link
from tests.factories import accept_reports, user_with_role
from tests.integration.night.conftest import (
    Nights,
    _no_broker,
    _store,
    borough,
    found,
    neighbour,
    night,
    school_mis,
)
from tests.integration.night.exports import send_staff, send_students
from tests.integration.night.people import Row

__all__ = ["_no_broker", "_store", "borough", "found", "neighbour", "night", "school_mis"]


@dataclass(slots=True)
class Scene:
    """One school, its nights, and its change."""

    before: SchoolMis
    night: Nights
    head: PortalUser
    desk: PortalUser
    change: MisChange | None = None

    @property
    def school(self) -> School:
        """The school."""
        return self.before.school

    @property
    def made(self) -> MisChange:
        """The change, read afresh."""
        assert self.change is not None
        return MisChange.objects.select_related("before", "after", "school").get(pk=self.change.pk)

    @property
    def after(self) -> SchoolMis:
        """The new MIS."""
        return self.made.after

    def live(self, *rows: Row, staff: tuple[Row, ...] = ()) -> None:
        """A night of the former MIS with these pupils, and staff."""
        self._night(self.before, rows, staff)

    def move(self, *reports: str) -> MisChange:
        """Change to SIMS Connected, and accept its reports."""
        self.change = change_mis(self.school, product="sims_connected", by=self.head)
        accept_reports(self.change.after, *reports, by=self.head)
        return self.change

    def first_night(self, *rows: Row, staff: tuple[Row, ...] = ()) -> None:
        """A night of the new MIS with these pupils, and staff."""
        self._night(self.after, rows, staff)

    def _night(self, mis: SchoolMis, rows: tuple[Row, ...], staff: tuple[Row, ...]) -> None:
        if rows:
            send_students(mis, *rows)
        if staff:
            send_staff(mis, *staff)
        self.night()


def live_link(mis: SchoolMis, account: UsoAccount) -> Link | None:
    """The live link of an account in an MIS."""
    return Link.objects.filter(school_mis=mis, account=account, ended_at=None).first()


@pytest.fixture
def scene(school_mis: SchoolMis, night: Nights) -> Scene:
    return Scene(
        before=school_mis,
        night=night,
        head=user_with_role(Role.HEAD, school=school_mis.school),
        desk=user_with_role(Role.SERVICE_DESK),
    )
