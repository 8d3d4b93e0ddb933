"""Giving, prolonging, ending and giving back roles: who may, how many, and what is written down."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.actions import role_mail, role_requests, roles
from accounts.actions.refused import ActionRefused
from accounts.actions.role_ends import tend
from accounts.models import AuditEvent, Membership, PortalUser, Role, RoleMail, RoleMailOccasion
from accounts.permissions import memberships
from accounts.queries.roles import happened
from accounts.roles import GIVEN_BY, may_give
from accounts.tasks import send_role_mails, tend_roles
from autoupdate.tasks.sweeping import sweep
from tests.factories import MembershipFactory, PortalUserFactory, RoleRequestFactory
from tests.integration.conftest import Cast


def _day(ahead: int = 0) -> date:
    """Today or a day near it; asked anew, for a run of all tests may go over midnight."""
    return timezone.localdate() + timedelta(days=ahead)


def held_by(user: PortalUser) -> Membership:
    return Membership.objects.get(user=user, ended_at__isnull=True)


def sent() -> list[tuple[str, str]]:
    """Address and subject of what went out."""
    role_mail.send_due_mails()
    return [(each.to[0], str(each.subject)) for each in mail.outbox]


def page(cast: Cast, name: str = "roles", *args: object) -> str:
    return reverse(f"accounts:{name}", args=[cast.school.pk, *args])


def test_the_table_of_who_gives_what_is_total_and_lets_nobody_climb(cast: Cast) -> None:
    assert set(GIVEN_BY) == set(Role)
    may = {
        who: {role for role in Role if may_give(user, role, cast.school)}
        for who, user in cast.everybody().items()
    }
    contact = {Role.NOMINATED_CONTACT}
    assert may == {
        "head": contact | {Role.HEAD_PROXY},
        "head_proxy": contact,
        "nominated_contact": contact,
        "colleague": contact,
        "la_user": set(),
        "trust_user": set(),
        "desk": contact | {Role.HEAD_PROXY, Role.HEAD},
        "outsider": set(),
    }
    assert may_give(cast.desk, Role.LA_USER, cast.local_authority)
    assert not may_give(cast.head, Role.LA_USER, cast.local_authority)


def test_a_request_is_granted_by_a_colleague_and_told_by_mail(cast: Cast) -> None:
    user = PortalUserFactory()
    browser = cast.client(user)
    given = {"dfe_number": cast.school.dfe_number, "role": "nominated_contact", "words": "Office"}
    assert browser.post(reverse("accounts:my_roles"), given).status_code == 302
    request = user.role_requests.get()
    told = {to for to, subject in sent()}
    assert told == {
        each.email for each in (cast.head, cast.head_proxy, cast.nominated_contact, cast.colleague)
    }
    contact = cast.client(cast.nominated_contact)
    assert "Office" in contact.get(page(cast)).content.decode()
    answer = page(cast, "role_answer", request.pk, "grant")
    assert cast.client(cast.outsider).post(answer).status_code == 404
    assert cast.client(cast.la_user).post(answer).status_code == 403
    assert contact.get(answer).status_code == 200
    assert contact.post(answer).status_code == 302
    assert held_by(user).granted_by == cast.nominated_contact
    assert sent()[-1] == (user.email, "USO AutoUpdate: you have a new role")
    assert contact.post(answer, follow=True).status_code == 200, "Decided already: it is said."
    assert Membership.objects.filter(user=user).count() == 1
    assert "not answered yet" not in browser.get(reverse("accounts:my_roles")).content.decode()


def test_a_refusal_gives_its_reason(cast: Cast) -> None:
    request = RoleRequestFactory(school=cast.school)
    head = cast.client(cast.head)
    answer = page(cast, "role_answer", request.pk, "refuse")
    assert head.post(answer, {}).status_code == 422
    assert head.post(answer, {"reason": "You work elsewhere."}).status_code == 302
    request.refresh_from_db()
    assert (request.state, request.refusal) == ("refused", "You work elsewhere.")
    assert sent()[-1][0] == request.user.email
    assert "You work elsewhere." in mail.outbox[-1].body
    assert head.get(page(cast, "role_answer", request.pk, "maybe")).status_code == 404


def test_a_contact_makes_no_proxy_and_nobody_asks_twice(cast: Cast) -> None:
    request = RoleRequestFactory(school=cast.school, role=Role.HEAD_PROXY)
    with pytest.raises(PermissionDenied):
        role_requests.grant(request, by=cast.nominated_contact)
    with pytest.raises(ActionRefused, match="asked for this already"):
        role_requests.ask_for(Role.HEAD_PROXY, school=cast.school, by=request.user)
    with pytest.raises(ActionRefused, match="already"):
        role_requests.ask_for(Role.HEAD, school=cast.school, by=cast.head)
    said = cast.client(cast.head).post(
        reverse("accounts:my_roles"),
        {"dfe_number": cast.school.dfe_number, "role": "head", "words": "I teach maths"},
    )
    assert said.status_code == 422
    assert "I teach maths" in said.text, "what was typed is still there"
    wrong = cast.client(cast.head).post(reverse("accounts:my_roles"), {"dfe_number": "1/2"})
    assert "no school with this DfE number" in wrong.content.decode()


def test_no_more_than_may_be_until_the_desk_allows_more(cast: Cast) -> None:
    request = RoleRequestFactory(school=cast.school, role=Role.HEAD)
    with pytest.raises(ActionRefused, match="may have 1 × Headteacher"):
        role_requests.grant(request, by=cast.desk)
    quota = page(cast, "role_quota", "head")
    assert cast.client(cast.head).post(quota, {"number": 2}).status_code == 403
    assert cast.client(cast.desk).post(quota, {"number": 2}).status_code == 302
    assert cast.client(cast.desk).get(page(cast, "role_quota", "la_user")).status_code == 404
    role_requests.grant(request, by=cast.desk)
    assert "2 of 2" in cast.client(cast.desk).get(page(cast)).content.decode()


def test_a_role_ends_after_its_last_day_before_anybody_says_so(cast: Cast) -> None:
    held = held_by(cast.colleague)
    roles.keep(held, by=cast.head, expires_on=_day())
    assert cast.client(cast.colleague).get(page(cast)).status_code == 200
    Membership.objects.filter(pk=held.pk).update(expires_on=_day(-1))
    assert memberships(PortalUser.objects.get(pk=cast.colleague.pk)) == []
    assert cast.client(cast.colleague).get(page(cast)).status_code == 404
    assert tend() == (1, 0)
    held.refresh_from_db()
    assert held.ended_at is not None
    assert held.ended_by is None
    assert sent()[-1] == (cast.colleague.email, "USO AutoUpdate: a role of yours has ended")
    assert tend() == (0, 0)


def test_what_is_over_makes_room_for_the_same_again(cast: Cast) -> None:
    held = held_by(cast.colleague)
    Membership.objects.filter(pk=held.pk).update(expires_on=_day(-1))
    request = RoleRequestFactory(school=cast.school, user=cast.colleague)
    assert role_requests.grant(request, by=cast.head).pk != held.pk


def test_nobody_holds_a_role_twice(cast: Cast) -> None:
    request = RoleRequestFactory(school=cast.school, user=cast.colleague)
    with pytest.raises(ActionRefused, match="is Nominated Contact of"):
        role_requests.grant(request, by=cast.head)


def test_the_days_tasks_do_what_is_due(cast: Cast) -> None:
    Membership.objects.filter(user=cast.colleague).update(expires_on=_day(-1))
    tend_roles()
    send_role_mails()
    assert mail.outbox[0].to == [cast.colleague.email]


def test_reminders_go_once_to_those_who_may_decide(cast: Cast) -> None:
    Membership.objects.update(review_on=_day(91))
    held = held_by(cast.head_proxy)
    roles.keep(held, by=cast.head, expires_on=_day(1))
    Membership.objects.filter(user=cast.colleague).update(review_on=_day(1))
    assert tend() == (0, 2)
    assert tend() == (0, 0)
    told = {(to, subject.partition(": ")[2]) for to, subject in sent()}
    ends, review = "a role ends soon", "is this role still right?"
    assert told == {
        (cast.head.email, ends),
        (cast.head_proxy.email, ends),
        *(
            (each.email, review)
            for each in (cast.head, cast.head_proxy, cast.nominated_contact, cast.colleague)
        ),
    }
    keep = page(cast, "role_keep", held.pk)
    browser = cast.client(cast.head)
    assert "Does Head Proxy" in browser.get(keep).content.decode()
    past = {"until_day": _day(-1).day, "until_month": _day(-1).month, "until_year": 2000}
    assert "has not passed" in browser.post(keep, past, follow=True).content.decode()
    assert browser.post(keep, {}).status_code == 302
    held.refresh_from_db()
    assert held.expires_on is None
    assert held.reminded_of is None
    assert held.review_on == _day(365)


def test_a_local_authority_users_role_is_the_desks_to_look_over(
    cast: Cast, settings: LazySettings
) -> None:
    settings.DESK_EMAIL = "desk@example.org"
    Membership.objects.exclude(user=cast.la_user).update(review_on=None)
    Membership.objects.filter(user=cast.la_user).update(expires_on=_day(1))
    assert tend() == (0, 1)
    assert {to for to, _ in sent()} == {"desk@example.org", cast.la_user.email}
    assert "/your-roles/" in mail.outbox[0].body


def test_a_mail_that_became_untrue_is_not_sent(cast: Cast) -> None:
    Membership.objects.update(review_on=_day(1))
    ending = held_by(cast.colleague)
    Membership.objects.filter(pk=ending.pk).update(expires_on=_day(1))
    request = RoleRequestFactory(school=cast.school, role=Role.HEAD_PROXY)
    role_mail.owe_mail(RoleMailOccasion.REQUESTED, to=[cast.head.email], about=request)
    role_requests.refuse(request, by=cast.head, reason="No.")
    tend()
    Membership.objects.filter(school=cast.school).update(ended_at=timezone.now())
    assert {subject for _, subject in sent()} == {"USO AutoUpdate: your request for a role"}
    assert not role_mail.due_mails().exists()


def test_a_mail_server_that_is_away_is_tried_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OSError

    roles.end(held_by(cast.colleague), by=cast.head)
    monkeypatch.setattr("accounts.actions.role_mail.EmailMessage.send", away)
    assert role_mail.send_due_mails() == 0
    owed = RoleMail.objects.get()
    assert owed.num_attempts == 1
    assert owed.due_at > timezone.now()
    assert role_mail._send_one(0) is False, "Another worker has it."


def test_the_sweep_has_due_mails_sent(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[str] = []
    monkeypatch.setattr("autoupdate.tasks.sweeping.wake", woken.append)
    sweep()
    assert woken == []
    roles.end(held_by(cast.colleague), by=cast.head)
    sweep()
    assert woken == ["accounts.tasks.send_role_mails"]


def test_ending_and_giving_back(cast: Cast) -> None:
    held = held_by(cast.colleague)
    head = cast.client(cast.head)
    colleague = cast.client(cast.colleague)
    end = page(cast, "role_end", held.pk)
    assert cast.client(cast.outsider).post(end).status_code == 404
    assert cast.client(cast.la_user).post(end).status_code == 403
    assert head.get(end).status_code == 200
    assert head.post(end, {"reason": "On leave"}).status_code == 302
    assert colleague.get(page(cast)).status_code == 404
    assert "has ended meanwhile" in head.post(end, follow=True).content.decode()
    back = page(cast, "role_give_back", held.pk)
    assert back in head.get(page(cast)).content.decode()
    assert head.get(back).status_code == 200
    assert head.post(back).status_code == 302
    assert colleague.get(page(cast)).status_code == 200
    assert AuditEvent.objects.filter(action="role.ended", reason="On leave").exists()
    titles = [each["title"] for each in happened(cast.school)]
    assert titles == [
        f"{cast.head} gave {cast.colleague} the role of Nominated Contact back",
        f"{cast.head} ended {cast.colleague}’s role as Nominated Contact",
    ]
    Membership.objects.filter(pk=held.pk).update(ended_at=timezone.now() - timedelta(days=40))
    with pytest.raises(ActionRefused, match="did not end in the last"):
        roles.give_back(held, by=cast.head)


def test_everybody_ends_their_own_but_the_only_head(cast: Cast) -> None:
    roles.end(held_by(cast.nominated_contact), by=cast.nominated_contact)
    assert not RoleMail.objects.exists(), "Nobody is told what they did themselves."
    with pytest.raises(ActionRefused, match="only Headteacher"):
        roles.end(held_by(cast.head), by=cast.head)
    second = MembershipFactory(school=cast.school, role=Role.HEAD)
    roles.end(held_by(cast.head), by=cast.head)
    roles.end(second, by=cast.desk)
    roles.end(held_by(cast.la_user), by=cast.la_user)
    with pytest.raises(PermissionDenied):
        roles.end(held_by(cast.desk), by=cast.desk)


def test_who_may_not_decide_sees_no_button_and_is_refused(cast: Cast) -> None:
    proxy = held_by(cast.head_proxy)
    contact = cast.client(cast.nominated_contact)
    assert page(cast, "role_end", proxy.pk) not in contact.get(page(cast)).content.decode()
    assert contact.get(page(cast, "role_end", proxy.pk)).status_code == 403
    assert contact.post(page(cast, "role_keep", proxy.pk)).status_code == 403
    far = held_by(cast.outsider)
    assert cast.client(cast.head).get(page(cast, "role_end", far.pk)).status_code == 404


def test_the_desk_looks_after_a_local_authoritys_users(cast: Cast) -> None:
    desk, authority = cast.client(cast.desk), cast.local_authority
    address = reverse("accounts:authority", args=[authority.pk])
    assert str(cast.la_user) in desk.get(address).content.decode()
    assert address in desk.get(reverse("accounts:authorities")).content.decode()
    held = held_by(cast.la_user)
    end = reverse("accounts:authority_role_end", args=[authority.pk, held.pk])
    assert cast.client(cast.head).post(end).status_code == 403
    assert desk.post(end).status_code == 302
    assert cast.client(cast.la_user).get(page(cast)).status_code == 404
    back = reverse("accounts:authority_role_give_back", args=[authority.pk, held.pk])
    assert desk.post(back).status_code == 302
    assert held_by(cast.la_user).local_authority == authority
    assert desk.get(reverse("accounts:authority", args=[0])).status_code == 404


def test_a_page_of_roles_takes_as_many_queries_for_twenty_as_for_few(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    browser = cast.client(cast.head)
    for _ in range(20):
        MembershipFactory(school=cast.school, role=Role.NOMINATED_CONTACT, granted_by=cast.head)
    with django_assert_max_num_queries(18):  # type: ignore[operator]
        browser.get(page(cast))


def test_somebody_is_deciding_just_now(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from accounts.actions import role_ends

    assert role_ends._expire(0) is False
