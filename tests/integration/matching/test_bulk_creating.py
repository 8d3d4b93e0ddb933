"""New accounts for many at once: for whom, for whom not, once only, all under one lock."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AccountKind, AuditEvent, SchoolMis, UsoAccount
from matching.actions.bulk_creating import Asked, Made, ask_for_many, create_for_many
from matching.actions.deciding import create_new, match_person
from matching.actions.excluding import Name, add
from matching.models import Decision, MatchDecision, MisPerson, Standing
from tests.factories import CandidateFactory, MisPersonFactory
from tests.integration.conftest import Cast
from tests.integration.matching.scenes import ask

PUPILS = AccountKind.STUDENT


def weakly_asked(school_mis: SchoolMis, **details: object) -> MisPerson:
    """Somebody with one unlikely candidate."""
    person: MisPerson = MisPersonFactory(school_mis=school_mis, **details)
    CandidateFactory(mis_person=person, score=47.0)
    return person


def create(cast: Cast, *people: MisPerson) -> Made:
    ids = [each.pk for each in people]
    return create_for_many(ids, school=cast.school, kind=PUPILS, by=cast.nominated_contact)


def asked(cast: Cast, *people: MisPerson) -> Asked:
    return ask_for_many([each.pk for each in people], school=cast.school, kind=PUPILS)


def reasons(made: Made | Asked) -> dict[MisPerson, str]:
    return {each.person: each.why for each in made.left_out}


def test_everybody_gets_an_account_with_a_decision_and_an_event(cast: Cast) -> None:
    weak = weakly_asked(cast.school_mis)
    nobody_left = MisPersonFactory(school_mis=cast.school_mis)
    made = create(cast, weak, nobody_left)
    assert {each.person for each in made.created} == {weak, nobody_left}
    assert made.left_out == ()
    assert set(MatchDecision.objects.values_list("decision", "reason")) == {
        (Decision.CREATED_NEW, "One of 2 created together")
    }
    events = AuditEvent.objects.filter(action="match.account_created")
    assert {each.by for each in events} == {cast.nominated_contact}
    assert events.count() == 2
    for each in made.created:
        each.person.refresh_from_db()
        assert each.person.standing == Standing.LINKED
        assert each.account.is_allocated


def test_whoever_may_well_have_an_account_is_left_out(cast: Cast) -> None:
    likely = ask(cast.school_mis).person
    same_upn: MisPerson = MisPersonFactory(school_mis=cast.school_mis)
    said = [
        {"field": "forename", "agreement": "differs", "why": ""},
        {"field": "upn", "agreement": "same", "why": ""},
    ]
    CandidateFactory(mis_person=same_upn, score=46, reasons=said)
    weak = weakly_asked(cast.school_mis)
    made = create(cast, likely, same_upn, weak)
    assert [each.person for each in made.created] == [weak]
    assert set(reasons(made)) == {likely, same_upn}
    assert "may well have an account already" in reasons(made)[likely]
    likely.refresh_from_db()
    assert likely.standing == Standing.REQUIRES_MATCHING


def test_whoever_lacks_a_birthday_or_a_name_is_left_out(cast: Cast) -> None:
    undated = weakly_asked(cast.school_mis, date_of_birth=None)
    nameless = weakly_asked(cast.school_mis, legal_forename="", legal_surname="")
    made = create(cast, undated, nameless)
    assert made.created == ()
    assert "no date of birth" in reasons(made)[undated]
    assert "no name" in reasons(made)[nameless]


def test_the_second_of_two_creates_nothing_and_hears_who_did(cast: Cast) -> None:
    created, matched = weakly_asked(cast.school_mis), ask(cast.school_mis)
    excluded = weakly_asked(cast.school_mis, legal_forename="Test", legal_surname="Pupil")
    account = create_new(created, by=cast.colleague)
    match_person(matched.person, account=matched.account, by=cast.head)
    add(Name("Test", "Pupil"), school=cast.school, by=cast.head_proxy)
    num_accounts = UsoAccount.objects.count()
    made = create(cast, created, matched.person, excluded)
    assert made.created == ()
    told = reasons(made)
    assert f"{cast.colleague} created the account {account.username}" in told[created]
    assert f"{cast.head} matched" in told[matched.person]
    assert f"{cast.head_proxy} put Test Pupil on the list" in told[excluded]
    assert UsoAccount.objects.count() == num_accounts


def test_asking_twice_creates_nothing_twice(cast: Cast) -> None:
    weak = weakly_asked(cast.school_mis)
    assert len(create(cast, weak, weak).created) == 1
    assert create(cast, weak).created == ()
    assert MatchDecision.objects.count() == 1
    assert MatchDecision.objects.get().reason == ""


def test_asking_first_changes_nothing_and_names_whom_they_are_not(cast: Cast) -> None:
    weak, likely = weakly_asked(cast.school_mis), ask(cast.school_mis).person
    told = asked(cast, weak, likely)
    [(person, candidates)] = told.willing
    assert person == weak
    assert [each.account for each in candidates] == [weak.candidates.get().account]
    assert set(reasons(told)) == {likely}
    assert not MatchDecision.objects.exists()


def test_people_of_others_are_not_looked_at(cast: Cast) -> None:
    theirs = weakly_asked(cast.outsider_mis)
    staff = weakly_asked(cast.school_mis, kind="staff")
    assert create(cast, theirs, staff) == Made((), ())


def test_one_that_cannot_be_made_at_the_last_moment_stops_nobody(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accounts.actions.refused import ActionRefused
    from matching.actions import bulk_creating

    one, other = weakly_asked(cast.school_mis), weakly_asked(cast.school_mis)

    def make(person: MisPerson, **about: object) -> UsoAccount:
        if person == one:
            raise ActionRefused("Not now.")
        return create_new(person, by=cast.head)

    monkeypatch.setattr(bulk_creating, "create_new", make)
    made = create(cast, one, other)
    assert [each.person for each in made.created] == [other]
    assert reasons(made) == {one: "Not now."}


@pytest.mark.parametrize("who", ["la_user", "outsider"])
def test_it_needs_the_permission(cast: Cast, who: str) -> None:
    weak = weakly_asked(cast.school_mis)
    with pytest.raises(PermissionDenied):
        create_for_many([weak.pk], school=cast.school, kind=PUPILS, by=getattr(cast, who))
