"""Invitations: signed, for one mailbox, for a while, and once."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import invitations, role_mail
from accounts.actions.invitations import Invitee, accept, accept_as_new, invite
from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent, Invitation, Membership, PortalUser, Role, RoleMailOccasion
from accounts.role_words import link_of, read_link
from tests.factories import InvitationFactory, PortalUserFactory
from tests.integration.conftest import Cast

NEW = Invitee("Ann.New@example.org", "Ann", "New")
COME_IN = {
    "username": "ann.new",
    "password": "three unlikely words",
    "again": "three unlikely words",
}


def link() -> str:
    """The address in the newest mail."""
    role_mail.send_due_mails()
    found = re.search(r"https?://\S+/invitations/\S+", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return urlsplit(found[0]).path


def invite_by_page(cast: Cast, **changed: str) -> Invitation:
    given = {"email": NEW.email, "forename": "Ann", "surname": "New", "role": "nominated_contact"}
    address = reverse("accounts:role_invite", args=[cast.school.pk])
    answered = cast.client(cast.nominated_contact).post(address, given | changed)
    assert answered.status_code == 302
    return Invitation.objects.get()


def test_somebody_new_comes_in_and_is_led_to_a_second_step(cast: Cast) -> None:
    invite_by_page(cast)
    address, browser = link(), Client()
    assert mail.outbox[-1].to == ["ann.new@example.org"]
    page = browser.get(address)
    assert "Nominated Contact" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    for wrong in (
        {"again": "something else here"},
        {"password": "short", "again": "short"},
        {"username": cast.head.username.upper()},
        {"username": "ann new"},
    ):
        assert browser.post(address, COME_IN | wrong).status_code == 422
    assert not Membership.objects.filter(user__email__iexact=NEW.email).exists()
    assert browser.post(address, COME_IN).status_code == 302
    user = PortalUser.objects.get(username="ann.new")
    assert EmailAddress.objects.get(user=user).verified
    assert user.memberships.get().granted_by == cast.nominated_contact
    assert browser.get("/")["Location"] == "/second-step/"
    assert Client().get(address).status_code == 404, "It works once."
    event = AuditEvent.objects.get(action="role.invitation_accepted")
    assert (event.by, event.school) == (user, cast.school)


def test_somebody_who_signs_in_here_takes_it_as_themselves(cast: Cast) -> None:
    EmailAddress.objects.create(user=cast.outsider, email=cast.outsider.email, verified=True)
    invite_by_page(cast, email=cast.outsider.email)
    address = link()
    stranger = Client()
    assert "You sign in here already" in stranger.get(address).content.decode()
    assert stranger.post(address, COME_IN).status_code == 422
    other = cast.client(cast.colleague)
    assert "signed in as somebody else" in other.get(address).content.decode()
    assert other.post(address).status_code == 422
    own = cast.client(cast.outsider)
    assert "Take the role" in own.get(address).content.decode()
    assert own.post(address).status_code == 302
    assert {each.school for each in Membership.objects.filter(user=cast.outsider)} == {
        cast.school,
        cast.outsider_school,
    }


def test_a_link_is_void_once_sent_again_taken_back_too_old_or_forged(cast: Cast) -> None:
    made = invite_by_page(cast)
    first = link()
    about = [cast.school.pk, made.pk]
    head = cast.client(cast.head)
    assert head.get(reverse("accounts:invitation_again", args=about)).status_code == 200
    assert head.post(reverse("accounts:invitation_again", args=about)).status_code == 302
    second = link()
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    assert Client().get(second[:-3] + "abc/").status_code == 404
    assert read_link("rubbish") is None
    Invitation.objects.update(
        invited_at=timezone.now() - timedelta(days=30),
        valid_until=timezone.now() - timedelta(days=1),
    )
    assert Client().get(second).status_code == 404
    roles_page = head.get(reverse("accounts:roles", args=[cast.school.pk])).content.decode()
    assert "It no longer works" in roles_page
    user = PortalUserFactory()
    with pytest.raises(ActionRefused, match="no longer works"):
        accept(made, by=user)
    revoke = reverse("accounts:invitation_revoke", args=about)
    assert cast.client(cast.outsider).post(revoke).status_code == 404
    assert head.post(revoke).status_code == 302
    assert "no longer works" in head.post(revoke, follow=True).content.decode()
    mail.outbox.clear()
    role_mail.owe_mail(RoleMailOccasion.INVITED, to=["a@example.org"], about=made)
    role_mail.send_due_mails()
    assert mail.outbox == [], "Nobody is invited to what was taken back."


def test_who_is_invited_takes_up_room_and_is_invited_once(cast: Cast) -> None:
    for number in range(2):
        InvitationFactory(school=cast.school, email=f"{number}@example.org")
    with pytest.raises(ActionRefused, match="with those who are"):
        invite(NEW, role=Role.NOMINATED_CONTACT, place=cast.school, by=cast.head)
    invite(NEW, role=Role.HEAD_PROXY, place=cast.school, by=cast.head)
    with pytest.raises(ActionRefused, match="send that invitation again"):
        invite(NEW, role=Role.HEAD_PROXY, place=cast.school, by=cast.head)
    contact = Invitee(cast.colleague.email.upper(), "Col", "League")
    with pytest.raises(ActionRefused, match="already"):
        invite(contact, role=Role.NOMINATED_CONTACT, place=cast.school, by=cast.head)
    with pytest.raises(PermissionDenied):
        invite(NEW, role=Role.HEAD_PROXY, place=cast.school, by=cast.nominated_contact)
    proxy = Invitation.objects.get(role=Role.HEAD_PROXY)
    with pytest.raises(PermissionDenied):
        invitations.revoke(proxy, by=cast.nominated_contact)
    address = reverse("accounts:role_invite", args=[cast.school.pk])
    refused = cast.client(cast.nominated_contact).post(
        address, {"email": "x@example.org", "forename": "X", "surname": "Y", "role": "head_proxy"}
    )
    assert refused.status_code == 422, "That role is not among the choices."


def test_a_username_that_was_taken_meanwhile_changes_nothing(cast: Cast) -> None:
    made = InvitationFactory(school=cast.school)
    with pytest.raises(ActionRefused, match="choose another"):
        accept_as_new(made, username=cast.head.username, password="three unlikely words")
    made.refresh_from_db()
    assert made.ended_at is None
    browser = Client()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("accounts.views.role_forms.PortalUser.objects.filter", _none)
        address = reverse("accounts:invitation", args=[link_of(made)])
        taken = browser.post(address, COME_IN | {"username": cast.head.username})
    assert "choose another" in taken.content.decode()


def _none(**_: object) -> object:
    return PortalUser.objects.none()


def test_the_desk_invites_to_a_local_authority_and_the_command_line_to_the_desk(
    cast: Cast,
) -> None:
    place = cast.local_authority
    address = reverse("accounts:authority_role_invite", args=[place.pk])
    given = {"email": NEW.email, "forename": "Ann", "surname": "New", "role": "la_user"}
    assert cast.client(cast.head).post(address, given).status_code == 403
    assert cast.client(cast.desk).post(address, given).status_code == 302
    made = Invitation.objects.get()
    again = reverse("accounts:authority_invitation_again", args=[place.pk, made.pk])
    assert cast.client(cast.desk).post(again).status_code == 302
    made.refresh_from_db()
    user = accept_as_new(made, username="ann", password="three unlikely words")
    assert user.memberships.get().local_authority == place
    said = StringIO()
    call_command("invite_desk", "dee@example.org", "Dee", "Desk", stdout=said)
    token = said.getvalue().strip().rstrip("/").rpartition("/")[2]
    assert read_link(token) == (Invitation.objects.get(role=Role.SERVICE_DESK).pk, 1)
    with pytest.raises(CommandError, match="already"):
        call_command("invite_desk", "dee@example.org", "Dee", "Desk")
    made = Invitation.objects.get(role=Role.SERVICE_DESK)
    user = accept_as_new(made, username="dee", password="three unlikely words")
    assert user.memberships.get().role == Role.SERVICE_DESK
