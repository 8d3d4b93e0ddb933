"""The desk changes what is said of a school; its number only while nothing has come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent, SchoolMis
from accounts.queries.school_details import details_of
from autoupdate.actions.school_details import change_school
from autoupdate.queries.school_details import together, what_came
from tests.factories import (
    LocalAuthorityFactory,
    MisPersonFactory,
    ProcessingRunFactory,
    SchoolAssociationFactory,
    UploadFactory,
)
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db

WHY = "They sent a letter."


def page(cast: Cast) -> str:
    return reverse("autoupdate:desk_school_details", args=[cast.school.pk])


def test_details_change_with_before_and_after_and_change_back(cast: Cast) -> None:
    was = details_of(cast.school)
    new = replace(was, name="Ashmead Academy", urn=None, uses_autotext=True, phase="secondary")
    changed = change_school(cast.school, new, reason=f" {WHY} ", by=cast.desk)
    assert (changed.name, changed.urn, changed.uses_autotext) == ("Ashmead Academy", None, True)
    change_school(cast.school, was, reason="It was right before.", by=cast.desk)
    back, there = AuditEvent.objects.filter(action="school.changed")
    assert there.before == back.after
    assert there.after == back.before
    assert there.before == {
        "name": "Ashmead Primary School",
        "urn": was.urn,
        "phase": "primary",
        "autotext": False,
    }
    assert (there.reason, there.by, there.school) == (WHY, cast.desk, cast.school)
    history = cast.client(cast.head).get(reverse("autoupdate:history", args=[cast.school.pk]))
    shown = history.content.decode()
    assert "Name: Ashmead Primary School → Ashmead Academy" in shown
    assert "Name: Ashmead Academy → Ashmead Primary School" in shown
    assert "Phase: Primary → Secondary; AutoText: no → yes" in shown
    assert f"URN: {was.urn} → none" in shown


def test_the_number_can_be_corrected_while_nothing_has_come(cast: Cast) -> None:
    other = LocalAuthorityFactory()
    new = replace(details_of(cast.school), local_authority=other, establishment="4321")
    before = cast.school.dfe_number
    assert change_school(cast.school, new, reason=WHY, by=cast.desk).local_authority == other
    event = AuditEvent.objects.get(action="school.changed")
    assert (event.before, event.after) == ({"number": before}, {"number": f"{other.code}/4321"})


def _account(mis: SchoolMis) -> Any:
    return SchoolAssociationFactory(school=mis.school)


def _upload(mis: SchoolMis) -> Any:
    return UploadFactory(school_mis=mis)


def _person(mis: SchoolMis) -> Any:
    return MisPersonFactory(school_mis=mis)


def _run(mis: SchoolMis) -> Any:
    return ProcessingRunFactory(school_mis=mis, done=True)


@pytest.mark.parametrize(
    ("come", "words"),
    [
        (_account, "USO accounts"),
        (_upload, "uploads"),
        (_person, "people of its MIS"),
        (_run, "nights"),
    ],
)
def test_once_something_has_come_the_number_stays(
    cast: Cast, come: Callable[[SchoolMis], Any], words: str
) -> None:
    come(cast.school_mis)
    assert what_came(cast.school) == [words]
    assert together(["uploads", "nights", words]) == f"uploads, nights and {words}"
    now = details_of(cast.school)
    with pytest.raises(ActionRefused, match=f"there are {words} of the school already"):
        change_school(cast.school, replace(now, establishment="4321"), reason=WHY, by=cast.desk)
    cast.school.refresh_from_db()
    assert cast.school.establishment == now.establishment
    change_school(cast.school, replace(now, name="Ashmead"), reason=WHY, by=cast.desk)


def test_what_cannot_be_is_refused(cast: Cast) -> None:
    now = details_of(cast.school)
    with pytest.raises(ActionRefused, match="is like that already"):
        change_school(cast.school, now, reason=WHY, by=cast.desk)
    with pytest.raises(ActionRefused, match="say why"):
        change_school(cast.school, replace(now, name="New"), reason=" ", by=cast.desk)
    taken = replace(now, urn=cast.outsider_school.urn)
    with pytest.raises(ActionRefused, match="is the number of Faraway School"):
        change_school(cast.school, taken, reason=WHY, by=cast.desk)
    for name, user in cast.everybody().items():
        if name != "desk":
            with pytest.raises(PermissionDenied):
                change_school(cast.school, replace(now, name="New"), reason=WHY, by=user)
    assert not AuditEvent.objects.exists()


def test_the_page_changes_them_and_goes_back(cast: Cast) -> None:
    desk, home = cast.client(cast.desk), reverse("autoupdate:desk_school", args=[cast.school.pk])
    assert page(cast) in desk.get(home).content.decode()
    shown = desk.get(page(cast)).content.decode()
    assert 'value="Ashmead Primary School"' in shown
    assert 'name="establishment"' in shown
    given = {
        "name": "Ashmead Academy",
        "establishment": "4321",
        "local_authority": str(cast.local_authority.pk),
        "phase": "primary",
    }
    assert desk.post(page(cast), given).status_code == 422, "Why?"
    taken = {**given, "reason": WHY, "urn": str(cast.outsider_school.urn)}
    refused = desk.post(page(cast), taken)
    assert refused.status_code == 422
    assert "Look at Faraway School" in refused.content.decode()
    done = desk.post(page(cast), {**given, "reason": WHY}, follow=True)
    assert done.redirect_chain == [(home, 302)]
    assert "The details of Ashmead Academy are changed." in done.content.decode()
    cast.school.refresh_from_db()
    assert (cast.school.establishment, cast.school.urn) == ("4321", None)


def test_the_page_says_why_the_number_stays(cast: Cast) -> None:
    UploadFactory(school_mis=cast.school_mis)
    desk, number = cast.client(cast.desk), cast.school.dfe_number
    shown = desk.get(page(cast)).content.decode()
    assert 'name="establishment"' not in shown
    assert 'name="local_authority"' not in shown
    assert f"Usernames end in {cast.local_authority.code}" in shown
    given = {"name": "Ashmead Academy", "phase": "other", "reason": WHY, "establishment": "4321"}
    assert desk.post(page(cast), given).status_code == 302
    cast.school.refresh_from_db()
    assert (cast.school.name, cast.school.dfe_number) == ("Ashmead Academy", number)


def test_the_door_is_the_desks(cast: Cast) -> None:
    for user, status in ((cast.head, 403), (cast.colleague, 403), (cast.outsider, 404)):
        assert cast.client(user).get(page(cast)).status_code == status
        assert cast.client(user).post(page(cast), {"reason": WHY}).status_code == status
    assert cast.anonymous.get(page(cast)).status_code == 302
