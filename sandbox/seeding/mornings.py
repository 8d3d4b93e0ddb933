"""The morning after the first night: the school's own people look at what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time

from accounts.actions.restoring import restore
from accounts.models import UsoAccount
from matching.actions import deciding
from matching.models import MisPerson, Standing
from sandbox.demo_decisions import DECIDED, DECISIONS, RESTORED, DemoDecision
from sandbox.seeding import programme
from sandbox.seeding.clock import clock_at, moment_on
from sandbox.seeding.evenings import send
from sandbox.seeding.nights import play_force
from sandbox.seeding.places import Place
from sandbox.seeding.stage import Stage

_AT_THE_DESK = time(8, 40)


def play_morning(stage: Stage) -> None:
    """Staff decide about people; a school puts something right and cannot wait."""
    correction = programme.CORRECTION
    at = stage.moment_of(correction)
    _play_decisions(stage, at=moment_on(at.date(), _AT_THE_DESK))
    send(correction, stage=stage, at=at)
    place = stage.places[correction.school]
    forced_at = moment_on(at.date(), programme.FORCED_AT)
    play_force(place, stage=stage, at=forced_at, reason=programme.FORCED_BECAUSE)


def _play_decisions(stage: Stage, *, at: datetime) -> None:
    with clock_at(at):
        for each in DECISIONS:
            for place, person in _find(each, stage):
                _DECIDE[each.decision](person, place, each.reason)
                stage.tell(at, f"{place.school}: {place.contact} decides about {person}")
        for key, surname, reason in RESTORED:
            place = stage.places[key]
            left = UsoAccount.objects.filter(
                associations__school=place.school, legal_surname=surname, unallocated_at__lt=at
            )
            ids = list(left.values_list("pk", flat=True))
            restore(ids, school=place.school, by=place.contact, reason=reason)
            stage.tell(at, f"{place.school}: {place.contact} restores {len(ids)} account")


def _find(decision: DemoDecision, stage: Stage) -> Iterator[tuple[Place, MisPerson]]:
    """Whom the decision is about, if the night left it to the staff."""
    entry = next(each for each in DECIDED if each.code == decision.code)
    place = stage.places[entry.school]
    for person in MisPerson.objects.filter(
        school_mis=place.school_mis,
        legal_forename=entry.forename,
        legal_surname=entry.surname,
        standing=Standing.REQUIRES_MATCHING,
    ):
        yield place, person


def _match(person: MisPerson, place: Place, reason: str) -> None:
    best = person.candidates.select_related("account")[0]  # who requires matching has some
    deciding.match_person(person, account=best.account, by=place.contact, reason=reason)


def _create(person: MisPerson, place: Place, reason: str) -> None:
    for candidate in person.candidates.select_related("account"):
        deciding.reject_pair(person, account=candidate.account, by=place.contact, reason=reason)
    deciding.create_new(person, by=place.contact, reason=reason)


_DECIDE: Mapping[str, Callable[[MisPerson, Place, str], None]] = {
    "match": _match,
    "create": _create,
}
