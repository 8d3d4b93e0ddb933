"""A trust's user looks over the trust's schools, in whichever authority, and over no others."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.actions import role_requests, roles
from accounts.actions.naming import read_new_names
from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.bulk.names import leave_unread
from accounts.models import LocalAuthority, Membership, Role, School, Trust, UsoAccount
from accounts.permissions import PERMISSIONS, Permission, can, permitted, schools_of
from accounts.roles import may_give, roles_of
from accounts.second_step import is_advised
from autoupdate.queries import night_sums
from tests.factories import (
    RoleRequestFactory,
    SchoolAssociationFactory,
    SchoolFactory,
    SchoolNightFactory,
    TrustFactory,
    user_with_role,
)
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def sister(cast: Cast) -> School:
    """A school of the trust in another local authority."""
    school: School = SchoolFactory(name="Sister School", trust=cast.school.trust)
    assert school.local_authority_id != cast.school.local_authority_id
    return school


@pytest.fixture
def neighbour(cast: Cast) -> School:
    """A school of the same local authority, in no trust."""
    school: School = SchoolFactory(
        name="Neighbour School", local_authority=cast.school.local_authority
    )
    return school


def page(name: str, *args: object) -> str:
    return reverse(name, args=args)


def test_reach_is_the_trust_and_ends_with_it(cast: Cast, sister: School, neighbour: School) -> None:
    user = cast.trust_user
    assert set(schools_of(user)) == {cast.school, sister}
    assert permitted(user, sister) == PERMISSIONS[Role.TRUST_USER] == PERMISSIONS[Role.LA_USER]
    for school in (neighbour, cast.outsider_school):
        assert not can(user, Permission.SEE_ACCOUNTS, school)
    stranger = user_with_role(Role.TRUST_USER, trust=TrustFactory())
    assert not schools_of(stranger).exists(), "A school without a trust belongs to no trust."
    browser = cast.client(user)
    for school, status in ((cast.school, 200), (sister, 200), (neighbour, 404)):
        assert browser.get(page("autoupdate:results", school.pk)).status_code == status
    assert cast.client(stranger).get(page("autoupdate:school", sister.pk)).status_code == 404


def test_the_pages_over_many_schools_are_theirs(
    cast: Cast, sister: School, neighbour: School
) -> None:
    for place, surname in ((sister, "Quill"), (neighbour, "Otter")):
        SchoolAssociationFactory(
            school=place, account__legal_surname=surname, account__legal_forename="Zedekiah"
        )
    leave_unread([each.pk for each in UsoAccount.objects.all()])
    read_new_names()
    browser = cast.client(cast.trust_user)
    home: Any = browser.get("/", follow=True)
    assert home.request["PATH_INFO"] == page("autoupdate:schools")
    assert "we advise you to" in home.content.decode()
    for name in ("autoupdate:schools", "autoupdate:results_all"):
        text = browser.get(page(name), {"download": "csv"}).getvalue().decode()
        assert sister.name in text
        assert neighbour.name not in text
    found = browser.get(page("autoupdate:users"), {"q": "Zedekiah"}).content.decode()
    assert "Quill" in found
    assert "Otter" not in found
    assert browser.get(page("autoupdate:nights")).status_code == 200


def test_the_nights_of_a_trust_are_the_sums_of_its_schools(
    cast: Cast, sister: School, neighbour: School
) -> None:
    today = timezone.localdate()
    for school, number in ((cast.school, 1), (sister, 10), (neighbour, 100)):
        SchoolNightFactory(school=school, night_on=today, num_created=number)

    def created(user: Any, **chosen: Any) -> int:
        rows = night_sums.of_reach(user, **chosen)
        return night_sums.nights(rows, last_on=today, num_nights=1)[0].values["num_created"]

    assert created(cast.trust_user) == 11
    assert created(cast.desk, trust=cast.school.trust) == 11
    assert created(cast.desk, trust=cast.school.trust, authority=sister.local_authority) == 10
    assert created(cast.la_user, trust=cast.school.trust) == 1
    shown: Any = cast.client(cast.trust_user).get(
        page("autoupdate:nights"), {"la": sister.local_authority.pk}
    )
    assert shown.context["chosen"] == [sister.local_authority]
    TrustFactory().schools.add(neighbour)
    shown = cast.client(cast.desk).get(
        page("autoupdate:nights"), {"trust": str(cast.school.trust_id)}
    )
    assert shown.context["chosen"] == [cast.school.trust]


def test_a_list_of_schools_is_narrowed_to_a_trust(
    cast: Cast, sister: School, neighbour: School
) -> None:
    trust = {"trust": str(cast.school.trust_id), "download": "csv"}
    answer: Any = cast.client(cast.desk).get(page("autoupdate:schools"), trust)
    text = answer.getvalue().decode()
    assert sister.name in text
    assert neighbour.name not in text


def test_only_the_desk_gives_the_role_and_only_at_a_trust(cast: Cast) -> None:
    trust = cast.school.trust
    assert trust is not None
    assert roles_of(trust) == (Role.TRUST_USER,)
    assert may_give(cast.desk, Role.TRUST_USER, trust)
    assert not may_give(cast.desk, Role.LA_USER, trust)
    assert not may_give(cast.desk, Role.TRUST_USER, cast.local_authority)
    for user in (cast.head, cast.trust_user, cast.outsider):
        assert not may_give(user, Role.TRUST_USER, trust)
        with pytest.raises(PermissionDenied):
            roles.give_back(cast.trust_user.memberships.get(), by=user)


def test_the_desk_looks_after_a_trusts_users(cast: Cast) -> None:
    desk, trust = cast.client(cast.desk), cast.school.trust
    assert trust is not None
    at = page("accounts:trust", trust.pk)
    assert str(cast.trust_user) in desk.get(at).content.decode()
    assert at in desk.get(page("accounts:trusts")).content.decode()
    given = {"email": "n@e.org", "forename": "Ann", "surname": "New", "role": "trust_user"}
    assert desk.post(page("accounts:trust_role_invite", trust.pk), given).status_code == 302
    assert trust.invitations.get().role == Role.TRUST_USER
    held = cast.trust_user.memberships.get()
    assert desk.post(page("accounts:trust_role_keep", trust.pk, held.pk), {}).status_code == 302
    elsewhere = page("accounts:trust_role_end", TrustFactory().pk, held.pk)
    assert desk.post(elsewhere).status_code == 404
    end = page("accounts:trust_role_end", trust.pk, held.pk)
    assert cast.client(cast.trust_user).post(end).status_code == 403
    assert desk.post(end).status_code == 302
    assert cast.client(cast.trust_user).get(page("autoupdate:schools")).status_code == 200
    school = page("autoupdate:school", cast.school.pk)
    assert cast.client(cast.trust_user).get(school).status_code == 404
    assert desk.post(page("accounts:trust_role_give_back", trust.pk, held.pk)).status_code == 302
    assert Membership.objects.get(user=cast.trust_user, ended_at=None).place == trust


def test_lists_of_authorities_and_trusts_count_without_multiplying(
    cast: Cast, sister: School
) -> None:
    trust = cast.school.trust
    user_with_role(Role.TRUST_USER, trust=trust)
    answer: Any = cast.client(cast.desk).get(page("accounts:trusts"))
    (row,) = (each.record for each in answer.context["table"].rows)
    assert (row.num_schools, row.num_users) == (2, 2)
    Trust.objects.exclude(pk=trust.pk if trust else 0).delete()
    answer = cast.client(cast.desk).get(page("accounts:authorities"))
    assert {each.record.code for each in answer.context["table"].rows} == set(
        LocalAuthority.objects.values_list("code", flat=True)
    )


def test_those_who_look_over_many_schools_are_advised_to_have_a_second_step(cast: Cast) -> None:
    assert is_advised(cast.trust_user)
    assert is_advised(cast.la_user)
    assert not is_advised(cast.head), "They must."
    step = cast.client(cast.trust_user).get(page("accounts:second_step")).content.decode()
    assert "we advise you" in step
    Authenticator.objects.create(user=cast.la_user, type="totp", data={})
    assert not is_advised(cast.la_user)


def test_a_request_is_taken_back_by_whoever_asked(cast: Cast) -> None:
    asked = RoleRequestFactory(school=cast.school)
    own, given = page("accounts:my_roles"), {"take_back": str(asked.pk)}
    assert cast.client(cast.head).post(own, given).status_code == 404
    assert cast.client(asked.user).post(own, {"take_back": "x"}).status_code == 404
    with pytest.raises(PermissionDenied):
        role_requests.take_back(asked, by=cast.desk)
    browser = cast.client(asked.user)
    assert 'name="take_back"' in browser.get(own).content.decode()
    told = browser.post(own, given, follow=True).content.decode()
    assert "You no longer ask to be Nominated Contact" in told
    assert 'name="take_back"' not in told
    assert "took the request" in cast.client(cast.head).get(
        page("accounts:roles", cast.school.pk)
    ).content.decode().replace("\n", " ")
    with pytest.raises(ActionRefused, match="taken back"):
        role_requests.grant(asked, by=cast.head)
    assert "was taken back" in browser.post(own, given, follow=True).content.decode()
    role_requests.ask_for(Role.NOMINATED_CONTACT, school=cast.school, by=asked.user)


def test_the_last_use_says_what_is_known_and_no_more(cast: Cast) -> None:
    record("report.accepted", by=cast.head, school=cast.school)
    record("report.accepted", by=cast.colleague, school=cast.outsider_school)
    text = cast.client(cast.head).get(page("accounts:roles", cast.school.pk)).content.decode()
    assert text.count("last change here") == 1
    assert text.count("has changed nothing here") == 3
    assert text.count("Never signed in") == 3
