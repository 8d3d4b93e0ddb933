"""From exports to a plan: reads the school's facts, asks the engine, calls the pure deciders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from accounts.models import School, SchoolMis
from autoupdate.faults import ANOTHER_SCHOOL
from autoupdate.night import load
from autoupdate.night.candidates import ask_engine
from autoupdate.night.changeover import NO_CHANGE, Changeover
from autoupdate.night.exports import Exports
from autoupdate.night.journal import Journal
from autoupdate.processing import brake, check
from autoupdate.processing.changeover import Recognised, with_doubts
from autoupdate.processing.facts import KindExports, KnownPerson, PersonKey, SchoolFacts
from autoupdate.processing.plan import Plan, make_plan
from autoupdate.processing.react import Situation
from autoupdate.processing.situate import Sighted, settle, sight
from autoupdate.records import Kind

_FUTURE_REPORTS = {Kind.STAFF: "staff_future", Kind.STUDENT: "students_future"}
_GOING = (Situation.LINKED_ABSENT, Situation.LINKED_LEAVING_DATE_PASSED)


@dataclass(frozen=True, slots=True)
class Decided:
    """The plan, how many linked people of each kind there were before it, and who was recognised
    from the MIS that the school used before."""

    plan: Plan
    num_live: dict[Kind, int]
    looked_at: tuple[Kind, ...]
    recognised: Recognised


def decide(
    exports: Exports,
    known: dict[PersonKey, KnownPerson],
    *,
    school: School,
    school_mis: SchoolMis,
    today: date,
    journal: Journal,
    changed: Changeover = NO_CHANGE,
) -> Decided:
    """Everything a run will do to people, of whom ``known`` stood in the last exports.

    Reads the database, writes nothing. ``changed`` is the change with which the school's MIS came
    into use, if there was one.
    """
    _refuse_strangers(exports, known, journal)
    changed.refuse_strangers(exports, known, journal)
    by_kind = exports.of_people()
    facts = _facts(by_kind, known, school_mis=school_mis, today=today)
    sighted = sight(facts)
    promised, taken = _promised(sighted), _taken(facts.known, sighted)
    recognised = changed.recognise(sighted.undecided, busy=promised | taken, journal=journal)
    unknown = [each for each in sighted.undecided if each.key not in recognised.answers]
    answers = ask_engine(
        unknown,
        school=school,
        school_mis_id=school_mis.pk,
        returning=promised | recognised.account_ids,
        taken=taken,
        ruled_out=recognised.ruled_out,
    )
    journal.say(f"{len(unknown)} people were compared with {len(answers.accounts)} accounts.")
    results = with_doubts(answers.results, recognised.doubted)
    found = {**results, **recognised.answers}
    settled = settle(sighted, with_doubts(found, changed.let_go(found)))
    plan = changed.keep(make_plan(settled, answers.accounts, sighted.num_unchanged))
    num_live = {
        kind: sum(key[0] is kind and each.link_id is not None for key, each in known.items())
        for kind in Kind
    }
    braked = brake.brake(
        plan,
        num_live=num_live,
        limits=brake.Limits(settings.BRAKE_SHARE, settings.BRAKE_NUMBER),
        uncertain=[kind for kind, each in by_kind.items() if each.num_left_out],
    )
    looked_at = tuple(kind for kind, each in by_kind.items() if each.arrived)
    return Decided(braked, num_live, looked_at, recognised)


def _refuse_strangers(
    exports: Exports, known: Mapping[PersonKey, KnownPerson], journal: Journal
) -> None:
    """Leave out an export of people whom this school has never heard of."""
    for kind, people in exports.of_people().items():
        ours = [each for key, each in known.items() if key[0] is kind and each.in_current]
        if people.current is not None and check.is_another_schools(people.current, ours):
            for export in [each for each in exports.usable if each.parsed is people.current]:
                exports.refuse(export, fault=ANOTHER_SCHOOL)
                journal.say(f"{export.sub_report.label}: refused, it looks like another school’s.")


def _facts(
    by_kind: Mapping[Kind, KindExports],
    known: dict[PersonKey, KnownPerson],
    *,
    school_mis: SchoolMis,
    today: date,
) -> SchoolFacts:
    unheard = {
        (kind, record.mis_id)
        for kind, people in by_kind.items()
        for export in (people.current, people.future)
        if export is not None
        for record in export.records
        if (kind, record.mis_id) not in known
    }
    everybody = load.with_former_accounts(known | load.absent_people(school_mis, unheard))
    everybody = load.with_endings(everybody, school_id=school_mis.school_id)
    wishes = load.wishes(school_mis)
    return SchoolFacts(
        today=today,
        exports=by_kind,
        known=everybody,
        accepts_future={
            kind: report in wishes.accepted for kind, report in _FUTURE_REPORTS.items()
        },
        excluded=wishes.excluded,
    )


def _promised(sighted: Sighted) -> frozenset[int]:
    """The accounts of people who come back to them."""
    return frozenset(
        each.account_id
        for each in sighted.sightings
        if each.situation is Situation.RETURNING and each.account_id is not None
    )


def _taken(known: Mapping[PersonKey, KnownPerson], sighted: Sighted) -> frozenset[int]:
    """The accounts linked to people of this school who stay."""
    going = {each.key for each in sighted.sightings if each.situation in _GOING}
    return frozenset(
        each.account_id
        for key, each in known.items()
        if each.account_id is not None and key not in going
    )
