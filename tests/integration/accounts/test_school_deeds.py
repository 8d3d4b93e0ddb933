"""The desk sets schools up, and adds, renames and removes local authorities; nobody else does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import authorities, schools
from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent, LocalAuthority, School
from accounts.queries.authorities import hindrances
from accounts.queries.school_details import SchoolDetails, details_of, faults
from tests.factories import (
    InvitationFactory,
    LocalAuthorityFactory,
    TrustFactory,
    UsoAccountFactory,
)
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db

WHY = "It was misspelt."


@pytest.fixture
def authority(db: None) -> LocalAuthority:
    """One to which nothing belongs."""
    made: LocalAuthority = LocalAuthorityFactory(code="991", name="Aldwick")
    return made


def at(name: str, *args: object) -> str:
    return reverse(f"accounts:{name}", args=args)


def details(authority: LocalAuthority, **other: Any) -> SchoolDetails:
    return SchoolDetails("Brook School", authority, **{"establishment": "2001", **other})


def others(cast: Cast) -> list[Any]:
    return [each for name, each in cast.everybody().items() if name != "desk"]


def test_a_school_is_set_up_and_written_down(cast: Cast, authority: LocalAuthority) -> None:
    said = details(authority, urn=990001, phase="primary", uses_autotext=True)
    trust = cast.school.trust
    said = replace(said, name="  Brook   School ")
    made = schools.set_up_school(said, trust=trust, by=cast.desk)
    assert (made.dfe_number, made.name, made.trust) == ("991/2001", "Brook School", trust)
    event = AuditEvent.objects.get(school=made)
    assert (event.action, event.by, event.before) == ("school.set_up", cast.desk, None)
    assert event.after == {
        "name": "Brook School",
        "number": "991/2001",
        "urn": 990001,
        "phase": "primary",
        "autotext": True,
        "trust": str(trust),
    }
    alone = schools.set_up_school(
        details(authority, establishment="2002"), trust=None, by=cast.desk
    )
    assert (alone.trust, alone.urn, alone.phase) == (None, None, "other")


def test_only_the_desk_sets_up_schools_and_authorities(
    cast: Cast, authority: LocalAuthority
) -> None:
    for user in others(cast):
        with pytest.raises(PermissionDenied):
            schools.set_up_school(details(authority), trust=None, by=user)
        with pytest.raises(PermissionDenied):
            authorities.add_authority("992", name="Bexwick", by=user)
        with pytest.raises(PermissionDenied):
            authorities.rename_authority(authority, name="Bexwick", reason=WHY, by=user)
        with pytest.raises(PermissionDenied):
            authorities.remove_authority(authority, reason=WHY, by=user)
    assert not AuditEvent.objects.exists()


def test_what_cannot_be_is_refused(cast: Cast, authority: LocalAuthority) -> None:
    school = cast.school
    taken = details(cast.local_authority, establishment=school.establishment, urn=school.urn)
    with pytest.raises(
        ActionRefused, match=r"is the number of Ashmead.*URN .* is the number of Ash"
    ):
        schools.set_up_school(taken, trust=None, by=cast.desk)
    assert faults(details_of(school), besides=school) == {}, "Its own numbers are no fault."
    wrong = SchoolDetails("", authority, "20", urn=5, phase="infants")
    assert set(faults(wrong, besides=None)) == {"name", "establishment", "urn", "phase"}
    assert set(faults(replace(details(authority), name="A" * 161), besides=None)) == {"name"}
    gone = TrustFactory(removed_at=timezone.now())
    with pytest.raises(ActionRefused, match="was removed meanwhile"):
        schools.set_up_school(details(authority), trust=gone, by=cast.desk)
    LocalAuthority.objects.filter(pk=authority.pk).delete()
    with pytest.raises(ActionRefused, match="Aldwick was removed meanwhile"):
        schools.set_up_school(details(authority), trust=None, by=cast.desk)


def test_two_who_set_up_the_same_school_make_one(
    cast: Cast, authority: LocalAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    schools.set_up_school(details(authority), trust=None, by=cast.desk)
    # The other was not there when this one looked.
    monkeypatch.setattr(schools, "faults", lambda details, besides: {})
    with pytest.raises(ActionRefused, match="was given this DfE number or URN meanwhile"):
        schools.set_up_school(details(authority), trust=None, by=cast.desk)
    assert AuditEvent.objects.filter(action="school.set_up").count() == 1


def test_an_authority_is_added_renamed_and_removed(cast: Cast) -> None:
    made = authorities.add_authority(" 991 ", name="  Aldwick  Borough ", by=cast.desk)
    assert (made.code, made.name) == ("991", "Aldwick Borough")
    authorities.rename_authority(made, name="Aldwick", reason=WHY, by=cast.desk)
    with pytest.raises(ActionRefused, match="its name already"):
        authorities.rename_authority(made, name="Aldwick", reason=WHY, by=cast.desk)
    authorities.remove_authority(made, reason="By mistake.", by=cast.desk)
    with pytest.raises(ActionRefused, match="was removed meanwhile"):
        authorities.remove_authority(made, reason=WHY, by=cast.desk)
    events = AuditEvent.objects.filter(subject="authority:991").order_by("pk")
    assert [(each.action, each.before, each.after, each.reason) for each in events] == [
        ("authority.added", None, {"code": "991", "name": "Aldwick Borough"}, ""),
        ("authority.renamed", {"name": "Aldwick Borough"}, {"name": "Aldwick"}, WHY),
        ("authority.removed", {"code": "991", "name": "Aldwick"}, None, "By mistake."),
    ]


def test_codes_names_and_reasons_are_asked_for(
    cast: Cast, authority: LocalAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ActionRefused, match="has three digits"):
        authorities.add_authority("99", name="Bexwick", by=cast.desk)
    with pytest.raises(ActionRefused, match="991 is the code of Aldwick"):
        authorities.add_authority("991", name="Bexwick", by=cast.desk)
    with pytest.raises(ActionRefused, match="enter the name"):
        authorities.add_authority("992", name=" ", by=cast.desk)
    with pytest.raises(ActionRefused, match="say why"):
        authorities.rename_authority(authority, name="Bexwick", reason=" ", by=cast.desk)
    monkeypatch.setattr(authorities, "fault_of_code", lambda code: "")
    with pytest.raises(ActionRefused, match="was added meanwhile"):
        authorities.add_authority("991", name="Bexwick", by=cast.desk)


def test_an_authority_that_had_anything_stays(cast: Cast, authority: LocalAuthority) -> None:
    used = cast.local_authority
    InvitationFactory(role="la_user", school=None, local_authority=used)
    assert hindrances(used) == [
        "It has 1 school.",
        "1 role in it, in force or ended, is kept in the history.",
        "1 invitation to it, open or ended, is kept.",
    ]
    with pytest.raises(ActionRefused, match=r"was not removed\. It has 1 school"):
        authorities.remove_authority(used, reason=WHY, by=cast.desk)
    UsoAccountFactory(local_authority=authority)
    with pytest.raises(ActionRefused, match="USO accounts or nights of it are kept"):
        authorities.remove_authority(authority, reason=WHY, by=cast.desk)
    assert not AuditEvent.objects.filter(action="authority.removed").exists()


def test_the_page_leads_to_the_new_school(cast: Cast, authority: LocalAuthority) -> None:
    desk, page = cast.client(cast.desk), at("school_new")
    assert page in desk.get(reverse("autoupdate:desk_schools")).content.decode()
    assert "Aldwick (991)" in desk.get(page).content.decode()
    given = {"name": "Brook School", "establishment": "991/2001", "phase": "primary"}
    done = desk.post(page, given, follow=True)
    made = School.objects.get(name="Brook School")
    assert done.redirect_chain == [(reverse("autoupdate:desk_school", args=[made.pk]), 302)]
    assert "Invite its Headteacher at Roles" in done.content.decode()
    assert made.dfe_number == "991/2001"
    listed: Any = desk.get(reverse("autoupdate:desk_schools"), {"q": "brook"})
    assert "Brook School" in listed.content.decode()
    history = desk.get(reverse("autoupdate:history", args=[made.pk])).content.decode()
    assert "Set the school up" in history
    trust = cast.school.trust
    more = {**given, "name": "Hill", "establishment": "2002", "urn": "990002"}
    desk.post(page, {**more, "local_authority": authority.pk, "trust": trust and trust.pk})
    assert School.objects.get(urn=990002).trust == trust


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"establishment": "20"}, "four digits of its own"),
        ({"establishment": "2001"}, "Choose the local authority of the school."),
        ({"establishment": "998/2001"}, "There is no local authority with the code 998 here."),
        ({"urn": "12"}, "A URN has six digits."),
        ({"urn": "x"}, "A URN has six digits."),
        ({"local_authority": "0"}, "Select a valid choice"),
        ({"name": ""}, "Fill this in: Name of the school"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    cast: Cast, authority: LocalAuthority, given: dict[str, str], said: str
) -> None:
    sent = {"name": "Brook", "establishment": "991/2001", "phase": "other", **given}
    answer = cast.client(cast.desk).post(at("school_new"), sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert School.objects.count() == 2


def test_the_holder_of_a_number_is_named_and_linked(cast: Cast, authority: LocalAuthority) -> None:
    desk, school = cast.client(cast.desk), cast.school
    sent = {"name": "Brook", "establishment": school.dfe_number, "phase": "other"}
    shown = desk.post(at("school_new"), {**sent, "urn": str(school.urn)}).content.decode()
    assert f"{school.dfe_number} is the number of Ashmead Primary School" in shown
    assert f"URN {school.urn} is the number of Ashmead Primary School" in shown
    assert shown.count("Look at Ashmead Primary School") == 1
    assert reverse("autoupdate:desk_school", args=[school.pk]) in shown
    wrong = {**sent, "local_authority": str(authority.pk)}
    assert "but the code of Aldwick is 991" in desk.post(at("school_new"), wrong).content.decode()


def test_the_pages_of_authorities(cast: Cast) -> None:
    desk = cast.client(cast.desk)
    assert at("authority_new") in desk.get(at("authorities")).content.decode()
    assert "usernames of its schools" in desk.get(at("authority_new")).content.decode()
    taken = desk.post(at("authority_new"), {"code": cast.local_authority.code, "name": "Aldwick"})
    assert f"is the code of {cast.local_authority}" in taken.content.decode()
    done = desk.post(at("authority_new"), {"code": "991", "name": "Aldwick"}, follow=True)
    made = LocalAuthority.objects.get(code="991")
    assert done.redirect_chain == [(at("authority", made.pk), 302)]
    for name in ("authority_rename", "authority_remove"):
        assert at(name, made.pk) in done.content.decode()
    rename, remove = at("authority_rename", made.pk), at("authority_remove", made.pk)
    assert 'value="Aldwick"' in desk.get(rename).content.decode()
    renamed = desk.post(rename, {"name": "Oldwick", "reason": WHY}, follow=True)
    assert "It is called Oldwick now." in renamed.content.decode()
    assert "Remove Oldwick?" in desk.get(remove).content.decode()
    gone = desk.post(remove, {"reason": WHY}, follow=True)
    assert gone.redirect_chain == [(at("authorities"), 302)]
    assert "Oldwick is removed." in gone.content.decode()
    assert desk.get(rename).status_code == 404
    stays = at("authority_remove", cast.local_authority.pk)
    assert "It cannot be removed" in desk.get(stays).content.decode()
    refused = desk.post(stays, {"reason": WHY})
    assert refused.status_code == 422
    assert "<title>Error: Remove" in refused.content.decode()


def test_the_doors_are_shut_to_others(cast: Cast, authority: LocalAuthority) -> None:
    about = [at("school_new"), at("authority_new")]
    about += [at(each, authority.pk) for each in ("authority_rename", "authority_remove")]
    for page in about:
        assert Client().get(page).status_code == 302, "Sign in first."
        for user in (cast.head, cast.la_user, cast.trust_user, cast.outsider):
            assert cast.client(user).post(page, {"reason": WHY}).status_code == 403


def test_without_an_authority_the_list_says_what_to_do(cast: Cast) -> None:
    cast.la_user.memberships.all().delete()
    for each in (cast.school_mis, cast.outsider_mis):
        each.delete()
    for user in (cast.head, cast.head_proxy, cast.nominated_contact, cast.colleague, cast.outsider):
        user.memberships.all().delete()
    School.objects.all().delete()
    LocalAuthority.objects.all().delete()
    shown = cast.client(cast.desk).get(at("authorities")).content.decode()
    assert "There is no local authority yet" in shown
    assert at("authority_new") in shown
