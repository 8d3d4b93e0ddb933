"""What a run does differently because its school changed its MIS; nothing at all where it did not.

Reads and writes what the pure ``processing.changeover`` decides about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import F

from accounts.models import (
    AssociationEnd,
    AssociationSource,
    SchoolAssociation,
    SchoolMis,
    UsoAccount,
)
from autoupdate.faults import ANOTHER_SCHOOL
from autoupdate.models import ChangedAccount, MisChange, ProcessingRun
from autoupdate.night.apply import Applied, lock
from autoupdate.night.exports import Exports
from autoupdate.night.journal import Journal
from autoupdate.processing import changeover
from autoupdate.processing.changeover import Former, Recognised
from autoupdate.processing.facts import KnownPerson, PersonKey, expect
from autoupdate.processing.plan import PersonPlan, Plan
from autoupdate.processing.react import Reaction
from autoupdate.processing.situate import Sighting
from autoupdate.records import ACCOUNT_FIELDS, ASSOCIATION_FIELDS, PERSON_FIELDS, Kind
from matching.bulk.rejections import carry_over
from matching.engine import MatchResult
from matching.models import RejectedPair

_PERSON = ", ".join(f"p.{name}" for name in PERSON_FIELDS)
#: Whom the former MIS had when it was left, but for those whom the new MIS has already. A link
#: that ended since counts, unless staff ended it.
_FORMERS = f"""
SELECT p.id, p.kind, l.account_id, coalesce(r.account_ids, '{{}}'),
       coalesce(p.former_upns, '{{}}'), {_PERSON}
FROM matching_misperson p
LEFT JOIN LATERAL (
    SELECT l.account_id FROM matching_link l
    WHERE l.mis_person_id = p.id
      AND (l.ended_at IS NULL OR (l.ended_at >= %s AND l.end_reason <> 'staff'))
    ORDER BY l.ended_at DESC NULLS FIRST, l.id DESC LIMIT 1) l ON true
LEFT JOIN LATERAL (
    SELECT array_agg(r.account_id) AS account_ids FROM matching_rejectedpair r
    WHERE r.mis_person_id = p.id) r ON true
WHERE p.school_mis_id = %s
  AND (p.absent_since IS NULL OR l.account_id IS NOT NULL OR r.account_ids IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM matching_link n
                  WHERE n.account_id = l.account_id AND n.school_mis_id = %s
                    AND n.ended_at IS NULL)
ORDER BY p.id
"""  # noqa: S608 - the names are those of our own fields
_VALUES_AT = 5


def change_of(school_mis: SchoolMis) -> MisChange | None:
    """The change with which the MIS came into use, or None; read with the run."""
    found: MisChange | None = getattr(school_mis, "change", None)
    return found


class Changeover:
    """One run's view of the change with which its MIS came into use, if there was one."""

    def __init__(self, change: MisChange | None) -> None:
        self.change = change

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has looked at the change yet."""
        return self.change is not None and self.change.is_waiting

    @cached_property
    def formers(self) -> tuple[Former, ...]:
        """The people of the former MIS; read once, and only if a run asks."""
        if self.change is None:
            return ()
        with connection.cursor() as cursor:
            cursor.execute(
                _FORMERS,
                [self.change.changed_at, self.change.before_id, self.change.after_id],
            )
            return tuple(_former(row) for row in cursor.fetchall())

    def refuse_strangers(
        self, exports: Exports, known: Mapping[PersonKey, KnownPerson], journal: Journal
    ) -> None:
        """Leave out the first export of a new MIS if it holds hardly anybody of the former one."""
        if not self.is_waiting:
            return
        seen = {kind for kind, _ in known}
        for kind, people in exports.of_people().items():
            if people.current is None or kind in seen:
                continue
            ours = [each for each in self.formers if each.kind is kind]
            if changeover.is_another_schools(people.current, ours):
                for export in [e for e in exports.usable if e.parsed is people.current]:
                    exports.refuse(export, fault=ANOTHER_SCHOOL)
                    journal.say(
                        f"{export.sub_report.label}: refused, hardly anybody in it was in the "
                        "former MIS."
                    )

    def recognise(
        self, undecided: Sequence[Sighting], *, busy: frozenset[int], journal: Journal
    ) -> Recognised:
        """Who of the undecided the former MIS knew."""
        if self.change is None or not undecided:
            return Recognised()
        found = changeover.recognise(
            undecided, self.formers, rejected=_rejected(undecided), busy=busy
        )
        journal.say(
            f"{len(undecided)} people were compared with {len(self.formers)} of the former MIS; "
            f"{len(found.answers)} were recognised."
        )
        return found

    def let_go(self, results: Mapping[PersonKey, MatchResult]) -> set[tuple[PersonKey, int]]:
        """The answers whose account staff of the school let go of: a run does not hold it again.

        While a link lives that goes without saying; under a new MIS there is none yet.
        """
        if self.change is None:
            return set()
        wanted = {each.account_key for each in results.values() if each.account_key is not None}
        places = SchoolAssociation.objects.filter(
            school=self.change.school_id, account__in=map(int, wanted)
        )
        newest = places.order_by("account", F("ended_at").desc(nulls_first=True), "-pk")
        last = dict(newest.distinct("account").values_list("account", "end_reason"))
        return {
            (key, int(each.account_key))
            for key, each in results.items()
            if each.account_key is not None
            and last.get(int(each.account_key)) == AssociationEnd.STAFF
        }

    def keep(self, plan: Plan) -> Plan:
        """The plan, without removals while the change waits."""
        return changeover.keep_everybody(plan) if self.is_waiting else plan

    def remember(self, plan: Plan) -> None:
        """Keep what the plan is about to write over, while the change can be taken back."""
        if self.change is None or not self.is_waiting:
            return
        lock(plan.people)
        _remember(self.change, [each for each in plan.people if _writes_over(each)])

    def note(
        self,
        plan: Plan,
        applied: Applied,
        *,
        run: ProcessingRun,
        recognised: Recognised,
        looked_at: Sequence[Kind],
    ) -> None:
        """Keep whom the run created, what staff ruled out, and that there is a result to see."""
        if self.change is None:
            return
        _carry_over(self.change, recognised, applied)
        if self.is_waiting:
            _note_created(self.change, plan, applied)
            if looked_at and self.change.first_run_id is None:
                MisChange.objects.filter(pk=self.change.pk).update(first_run=run)


#: A school that never changed its MIS.
NO_CHANGE = Changeover(None)


def _former(row: tuple[Any, ...]) -> Former:
    upns = tuple(row[4])
    return Former(row[0], Kind(row[1]), row[_VALUES_AT:], row[2], frozenset(row[3]), upns)


def _rejected(undecided: Sequence[Sighting]) -> set[tuple[PersonKey, int]]:
    keys = {each.known.person_id: each.key for each in undecided if each.known is not None}
    if not keys:
        return set()
    rows = RejectedPair.objects.filter(mis_person__in=list(keys))
    return {
        (keys[person], account) for person, account in rows.values_list("mis_person", "account")
    }


def _writes_over(plan: PersonPlan) -> bool:
    writes = plan.account_values is not None or plan.place_values is not None
    return writes and plan.account_id is not None


def _remember(change: MisChange, plans: Sequence[PersonPlan]) -> None:
    ids = [expect(each.account_id) for each in plans]
    accounts = UsoAccount.objects.in_bulk(ids)
    places = SchoolAssociation.objects.in_bulk(
        [each.association_id for each in plans if each.association_id is not None]
    )
    kept = {each.account_id: each for each in change.accounts.filter(account__in=ids)}
    rows = []
    for each, pk in zip(plans, ids, strict=True):
        row = kept.get(pk) or ChangedAccount(change=change, account_id=pk)
        if each.account_values is not None:
            _write(row, accounts[pk], ACCOUNT_FIELDS, each.account_values)
        place = places.get(each.association_id or 0)
        if place and each.place_values is not None and row.association_id in (None, place.pk):
            row.association_id = place.pk
            names = (*ASSOCIATION_FIELDS, "source")
            _write(row, place, names, (*each.place_values, AssociationSource.MIS.value))
        if row.written:
            rows.append(row)
    ChangedAccount.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["change", "account"],
        update_fields=["written", "association"],
    )


def _write(row: ChangedAccount, now: Any, names: tuple[str, ...], values: tuple[Any, ...]) -> None:
    before = {name: plain(getattr(now, name)) for name in names}
    after = {name: plain(value) for name, value in zip(names, values, strict=True)}
    row.written = changeover.remembered(row.written, before, after)


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def _note_created(change: MisChange, plan: Plan, applied: Applied) -> None:
    ChangedAccount.objects.bulk_create(
        [
            ChangedAccount(
                change=change, account_id=applied.account_ids[each.key], was_created=True
            )
            for each in plan.people
            if each.reaction is Reaction.CREATE
        ]
    )


def _carry_over(change: MisChange, recognised: Recognised, applied: Applied) -> None:
    pairs = {
        (applied.person_ids[key], account): former
        for (key, account), former in recognised.ruled_out.items()
        if key in applied.person_ids
    }
    if pairs:
        before = change.before.get_product_display()
        after = change.after.get_product_display()
        carry_over(
            pairs,
            reason=f"Decided about the record in {before}; it holds for the same person in "
            f"{after}.",
        )
