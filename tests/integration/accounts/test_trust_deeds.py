"""The desk adds, renames and removes trusts and moves schools between them; who then sees what."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import roles, trusts
from accounts.actions.invitations import Invitee, invite
from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent, Role, School, Trust
from accounts.permissions import schools_of
from accounts.queries.trusts import consequences, happened, hindrances
from tests.factories import InvitationFactory, SchoolFactory, TrustFactory, user_with_role
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db

WHY = "They joined in September."


@pytest.fixture
def other(cast: Cast) -> Trust:
    """A second trust, with a user and an invitation."""
    made: Trust = TrustFactory(name="Harbour Trust")
    user = user_with_role(Role.TRUST_USER, trust=made)
    user.first_name, user.last_name = "Hana", "Harbour"
    user.save()
    return made


def at(name: str, *args: object) -> str:
    return reverse(f"accounts:{name}", args=args)


def own(cast: Cast) -> Trust:
    trust = cast.school.trust
    assert trust is not None
    return trust


def events(subject: str) -> list[tuple[str, Any, Any, str]]:
    found = AuditEvent.objects.filter(subject=subject).order_by("pk")
    return [(each.action, each.before, each.after, each.reason) for each in found]


def newest_move() -> UUID:
    event = AuditEvent.objects.filter(action="trust.school_moved").latest("pk")
    return UUID(event.subject.removeprefix("move:"))


def reached(cast: Cast) -> set[School]:
    """What the trust's user of the cast reaches, asked afresh."""
    cast.trust_user.__dict__.pop("_live_memberships", None)
    return set(schools_of(cast.trust_user))


def test_a_trust_is_added_renamed_removed_and_put_back(cast: Cast) -> None:
    made = trusts.add_trust("  Bridgeway   Trust ", by=cast.desk)
    assert str(made) == "Bridgeway Trust"
    trusts.rename_trust(made, name="Bridgeway", reason=WHY, by=cast.desk)
    with pytest.raises(ActionRefused, match="its name already"):
        trusts.rename_trust(made, name="Bridgeway", reason=WHY, by=cast.desk)
    removed = trusts.remove_trust(made, reason="By mistake.", by=cast.desk)
    assert (removed.removed_by, removed.removed_at is None) == (cast.desk, False)
    with pytest.raises(ActionRefused, match="removed meanwhile"):
        trusts.rename_trust(made, name="Other", reason=WHY, by=cast.desk)
    back = trusts.put_back_trust(made, by=cast.desk)
    assert back.removed_at is None
    with pytest.raises(ActionRefused, match="is not removed"):
        trusts.put_back_trust(made, by=cast.desk)
    assert events(f"trust:{made.pk}") == [
        ("trust.added", None, {"name": "Bridgeway Trust"}, ""),
        ("trust.renamed", {"was": "Bridgeway Trust"}, {"name": "Bridgeway"}, WHY),
        ("trust.removed", None, None, "By mistake."),
        ("trust.put_back", None, None, ""),
    ]
    assert happened(made)[2].title == f"{cast.desk} renamed it from Bridgeway Trust to Bridgeway"


def test_nobody_becomes_user_of_a_removed_trust(cast: Cast) -> None:
    held = cast.trust_user.memberships.get()
    roles.end(held, by=cast.desk, reason="")
    School.objects.update(trust=None)
    trusts.remove_trust(own(cast), reason=WHY, by=cast.desk)
    with pytest.raises(ActionRefused, match="was removed meanwhile"):
        roles.give_back(held, by=cast.desk)
    invitee = Invitee("ann@example.org", "Ann", "New")
    with pytest.raises(ActionRefused, match="was removed meanwhile"):
        invite(invitee, role=Role.TRUST_USER, place=own(cast), by=cast.desk)


def test_two_trusts_are_not_called_the_same(cast: Cast, other: Trust) -> None:
    with pytest.raises(ActionRefused, match="called HARBOUR TRUST already"):
        trusts.add_trust("HARBOUR TRUST", by=cast.desk)
    with pytest.raises(ActionRefused, match="called Harbour Trust already"):
        trusts.rename_trust(own(cast), name="Harbour Trust", reason=WHY, by=cast.desk)
    gone = TrustFactory(name="Old Trust", removed_at=timezone.now())
    trusts.add_trust("Old Trust", by=cast.desk)
    with pytest.raises(ActionRefused, match="called Old Trust already"):
        trusts.put_back_trust(gone, by=cast.desk)
    with pytest.raises(ActionRefused, match="enter the name"):
        trusts.add_trust("  ", by=cast.desk)


def test_a_trust_with_schools_or_users_says_why_it_stays(cast: Cast) -> None:
    trust = own(cast)
    InvitationFactory(role="trust_user", school=None, trust=trust)
    assert hindrances(trust) == [
        "It still has 1 school: take it out first.",
        "It still has 1 user: end the role first.",
        "It still has 1 open invitation: take it back first.",
    ]
    with pytest.raises(ActionRefused, match=r"was not removed\. It still has 1 school"):
        trusts.remove_trust(trust, reason=WHY, by=cast.desk)
    page = cast.client(cast.desk).get(at("trust_remove", trust.pk)).content.decode()
    assert "It cannot be removed yet" in page
    assert "It still has 1 user" in page


def test_only_the_desk_manages_trusts(cast: Cast, other: Trust) -> None:
    for user in (cast.head, cast.la_user, cast.trust_user, cast.outsider):
        with pytest.raises(PermissionDenied):
            trusts.add_trust("Mine", by=user)
        with pytest.raises(PermissionDenied):
            trusts.rename_trust(other, name="Mine", reason=WHY, by=user)
        with pytest.raises(PermissionDenied):
            trusts.remove_trust(other, reason=WHY, by=user)
        with pytest.raises(PermissionDenied):
            trusts.put_back_trust(other, by=user)
        with pytest.raises(PermissionDenied):
            trusts.move_schools([cast.school], to=other, reason=WHY, by=user)
        with pytest.raises(PermissionDenied):
            trusts.take_move_back(uuid4(), reason=WHY, by=user)


def test_schools_move_together_and_go_back_together(cast: Cast, other: Trust) -> None:
    free: School = SchoolFactory(name="Free School")
    was = own(cast)
    assert reached(cast) == {cast.school}
    moved = trusts.move_schools([cast.school, free], to=other, reason=WHY, by=cast.desk)
    assert set(moved) == {cast.school, free}
    assert reached(cast) == set()
    move = newest_move()
    assert events(f"move:{move}") == [
        (
            "trust.school_moved",
            {"trust": trust and trust.pk, "name": trust.name if trust else ""},
            {"trust": other.pk, "name": "Harbour Trust"},
            WHY,
        )
        for trust in (was, None)
    ]
    assert [each.action for each in AuditEvent.objects.filter(school=free)] == [
        "trust.school_moved"
    ]
    assert happened(was)[0].title == f"{cast.desk} took {cast.school} out of the trust"
    assert happened(other)[0].move == str(move)
    with pytest.raises(ActionRefused, match="there already"):
        trusts.move_schools([free], to=other, reason=WHY, by=cast.desk)
    with pytest.raises(ActionRefused, match="moved Free School into Harbour Trust meanwhile"):
        trusts.move_schools([free], to=was, reason=WHY, by=cast.desk)
    seen = School.objects.get(pk=free.pk)
    trusts.move_schools([seen], to=None, reason="Not yet.", by=cast.desk)
    with pytest.raises(ActionRefused, match="moved Free School out of its trust meanwhile"):
        trusts.move_schools([seen], to=was, reason=WHY, by=cast.desk)
    back = trusts.take_move_back(move, reason="A slip.", by=cast.desk)
    assert back == [cast.school], "The other has moved again since."
    assert reached(cast) == {cast.school}
    assert {each.move for each in happened(other) if each.move == str(move)} == set()
    with pytest.raises(ActionRefused, match="there already"):
        trusts.take_move_back(move, reason="Again.", by=cast.desk)


def test_nothing_goes_back_into_a_trust_that_was_removed(cast: Cast, other: Trust) -> None:
    was = own(cast)
    trusts.move_schools([cast.school], to=other, reason=WHY, by=cast.desk)
    Trust.objects.filter(pk=was.pk).update(removed_at=timezone.now())
    with pytest.raises(ActionRefused):
        trusts.take_move_back(newest_move(), reason=WHY, by=cast.desk)
    with pytest.raises(ActionRefused, match="removed meanwhile"):
        trusts.move_schools(
            [School.objects.get(pk=cast.school.pk)], to=was, reason=WHY, by=cast.desk
        )


def test_a_move_has_a_reason_and_a_size(
    cast: Cast, other: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ActionRefused, match="say why"):
        trusts.move_schools([cast.school], to=other, reason=" ", by=cast.desk)
    monkeypatch.setattr(trusts, "MOST", 0)
    with pytest.raises(ActionRefused, match="at most 0 schools"):
        trusts.move_schools([cast.school], to=other, reason=WHY, by=cast.desk)


def test_what_changes_is_said_by_name(cast: Cast, other: Trust) -> None:
    InvitationFactory(role="trust_user", school=None, trust=other)
    told = consequences([cast.school], other)
    assert told[0] == (
        f"No longer see the people of {cast.school}: {cast.trust_user} ({own(cast)})."
    )
    assert told[1].endswith(f"results and cases of {cast.school}: Hana Harbour (Harbour Trust).")
    assert told[2] == "So will whoever accepts an invitation to Harbour Trust; 1 wait."
    both = user_with_role(Role.TRUST_USER, trust=own(cast))
    cast.trust_user.memberships.update(ended_at=timezone.now())
    both.memberships.create(role=Role.LA_USER, local_authority=cast.local_authority)
    kept = f"{both} keeps seeing {cast.school} through another role."
    assert consequences([cast.school], None)[0] == kept
    seen = f"{both} sees {cast.school} already through another role."
    assert seen in consequences([cast.school], own(cast))
    both.memberships.update(ended_at=timezone.now())
    assert "nobody ceases" in consequences([cast.school], None)[0]
    many = [SchoolFactory() for _ in range(6)]
    assert "people of 6 schools" in consequences(many, TrustFactory())[0]


def test_the_pages_of_a_trust(cast: Cast) -> None:
    desk = cast.client(cast.desk)
    made = desk.post(at("trust_new"), {"name": "New Trust"}, follow=True)
    trust = Trust.objects.get(name="New Trust")
    assert made.redirect_chain == [(at("trust", trust.pk), 302)]
    again = desk.post(at("trust_new"), {"name": "new trust"}, follow=True)
    assert "called new trust already" in again.content.decode()
    assert 'value="new trust"' in again.content.decode(), "what was typed is still there"
    assert "No school is in this trust" in desk.get(at("trust_schools", trust.pk)).content.decode()
    assert "Add the trust" in desk.get(at("trust_new")).content.decode()
    assert "Nobody sees less" in desk.get(at("trust_remove", trust.pk)).content.decode()
    assert Client().get(at("trust_new")).status_code == 302, "Sign in first."
    assert cast.client(cast.trust_user).get(at("trust_new")).status_code == 403
    renamed = {"name": "Newer Trust", "reason": WHY}
    desk.post(at("trust_rename", trust.pk), renamed)
    assert 'value="Newer Trust"' in desk.get(at("trust_rename", trust.pk)).content.decode()
    gone = desk.post(at("trust_remove", trust.pk), {"reason": WHY}, follow=True)
    assert gone.redirect_chain == [(at("trusts"), 302)]
    assert desk.get(at("trust", trust.pk)).status_code == 404
    found: Any = desk.get(at("trusts"), {"state": "removed", "q": "newer"})
    assert [each.record for each in found.context["table"].rows] == [trust]
    back = at("trust_put_back", trust.pk)
    assert back in found.content.decode()
    assert "Put Newer Trust back?" in desk.get(back).content.decode()
    assert desk.post(back)["Location"] == at("trust", trust.pk)
    assert desk.get(back)["Location"] == at("trust", trust.pk)
    assert desk.post(back)["Location"] == at("trusts"), "Nothing was to be put back."
    found = desk.get(at("authorities"), {"q": cast.local_authority.code})
    assert [each.record for each in found.context["table"].rows] == [cast.local_authority]


def test_schools_are_searched_ticked_and_moved(cast: Cast, other: Trust) -> None:
    desk, add, move = (
        cast.client(cast.desk),
        at("trust_schools_add", other.pk),
        at("trust_move", other.pk),
    )
    assert "uso-bulk" not in desk.get(add).content.decode(), "Nothing before a search."
    found: Any = desk.get(add, {"q": "ashmead"})
    assert [each.record for each in found.context["table"].rows] == [cast.school]
    ticked: dict[str, Any] = {"chosen": [cast.school.pk, "x"], "do": "into"}
    asked = desk.post(move, ticked).content.decode()
    assert f"Put this school into {other}?" in asked
    assert "Hana Harbour" in asked
    assert desk.post(move, {**ticked, "confirmed": "yes"}).status_code == 422
    done = desk.post(move, {**ticked, "confirmed": "yes", "reason": WHY}, follow=True)
    assert f"{cast.school} is in {other}." in done.content.decode()
    assert f"{cast.school} is in {other}." in done.content.decode()
    undo = at("trust_move_undo", other.pk, newest_move())
    assert undo in done.content.decode()
    assert f"goes back into {own(cast)}" in desk.get(undo).content.decode()
    assert "is back." in desk.post(undo, {"reason": WHY}, follow=True).content.decode()
    assert "cannot be taken back" in desk.get(undo).content.decode()
    nothing = desk.post(move, {**ticked, "do": "out"}, follow=True)
    assert "tick the schools first" in nothing.content.decode(), "It is not in this one."
    assert desk.get(move).status_code == 302
    out = desk.post(at("trust_move", own(cast).pk), {**ticked, "do": "out"}).content.decode()
    assert f"Take this school out of {own(cast)}?" in out


def test_one_school_is_moved_from_its_page(cast: Cast, other: Trust) -> None:
    desk, page = cast.client(cast.desk), at("school_trust", cast.school.pk)
    home = reverse("autoupdate:desk_school", args=[cast.school.pk])
    assert page in desk.get(home).content.decode()
    assert "Harbour Trust" in desk.get(page).content.decode()
    assert desk.post(page, {"reason": WHY}).status_code == 200, "Which trust?"
    into, out = f"{page}?to={other.pk}", f"{page}?to=none"
    assert "Put it into Harbour Trust" in desk.get(into).content.decode()
    assert desk.post(into, {"reason": WHY})["Location"] == home
    same = desk.get(into, follow=True)
    assert "in Harbour Trust already" in same.content.decode()
    assert "Take it out of Harbour Trust" in desk.get(out).content.decode()
    told = desk.post(out, {"reason": WHY}, follow=True).content.decode()
    assert f"{cast.school} is in no trust now." in told
    assert "in no trust" in desk.get(out, follow=True).content.decode()
    for wrong in ("x", "0"):
        assert desk.get(f"{page}?to={wrong}").status_code == 404
    # Its head has the page of no trust; whoever is of another school does not even learn of it.
    assert cast.client(cast.head).post(into, {"reason": WHY}).status_code == 403
    assert cast.client(cast.trust_user).post(into, {"reason": WHY}).status_code == 404
    assert cast.client(cast.outsider).post(into, {"reason": WHY}).status_code == 404
    history = cast.client(cast.head).get(reverse("autoupdate:history", args=[cast.school.pk]))
    assert "Put the school into a trust, or took it out" in history.content.decode()


def test_without_a_trust_the_list_says_what_one_is_for(cast: Cast) -> None:
    School.objects.update(trust=None)
    cast.trust_user.memberships.all().delete()
    Trust.objects.all().delete()
    assert "There is no trust yet" in cast.client(cast.desk).get(at("trusts")).content.decode()
