"""One school's run, from a claimed row to committed outcomes: one transaction, all or nothing.

Killed before the commit, nothing happened and the sweeper queues the run again. Killed after it,
the run is done. The row lock held on the run is what tells the living from the dead.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.bulk.rows import FEW, as_json
from accounts.bulk.statements import plan_for_indexes, unawaited
from accounts.bulk.statements import run as run_statement
from accounts.dates import uk_datetime
from accounts.words import HEADINGS
from autoupdate.calendar import date_of
from autoupdate.faults import fault_text
from autoupdate.models import ProcessingRun, RunCause, Upload, UploadState
from autoupdate.night import progress, sums
from autoupdate.night.apply import Place, apply
from autoupdate.night.changeover import Changeover, change_of
from autoupdate.night.claimed import lock_run
from autoupdate.night.decide import decide
from autoupdate.night.exports import Exports, choose_exports, read_exports
from autoupdate.night.journal import Journal, write_holds, write_outcomes
from autoupdate.night.load import Known, present_people
from autoupdate.night.school_life import keep_school_life
from autoupdate.processing.plan import Plan
from autoupdate.processing.reasons import reason_for

logger = logging.getLogger(__name__)


def process(run_id: int) -> bool:
    """Process a claimed run; returns whether there was one to process.

    Raises whatever goes wrong, after rolling everything back: the caller says whose turn it is.
    """
    with transaction.atomic():
        plan_for_indexes()
        run = lock_run(run_id)
        if run is None:
            return False
        _process(run, Journal())
    if run.cause != RunCause.NIGHT:
        progress.tell(run_id, progress.Progress(4))
    return True


def _process(run: ProcessingRun, journal: Journal) -> None:
    if run.school_mis.ended_at is not None:
        journal.say("The school uses another MIS by now. Nothing was looked at.")
        _close(run, used=[], journal=journal)
        return
    today, at = date_of(run), timezone.now()
    _tell(run, progress.Progress(0))
    chosen = choose_exports(run.school_mis)
    with present_people(run.school_mis) as people:
        exports = read_exports(chosen, today=today)
        num_people = _say_what_came(exports, journal)
        _tell(run, progress.Progress(1, num_people))
        known = people()
    _decide_and_apply(run, exports, known, today=today, at=at, journal=journal)
    _close_uploads(exports, at=at)
    _close(run, used=[export.upload for export in exports.usable], journal=journal)


def _tell(run: ProcessingRun, how_far: progress.Progress) -> None:
    """Tell those who watch: somebody waits for a forced run, nobody for one of three thousand."""
    if run.cause != RunCause.NIGHT:
        progress.tell(run.pk, how_far)


def _decide_and_apply(
    run: ProcessingRun,
    exports: Exports,
    known: Known,
    *,
    today: date,
    at: datetime,
    journal: Journal,
) -> None:
    school_mis = run.school_mis
    changed = Changeover(change_of(school_mis))
    decided = decide(
        exports,
        known,
        school=run.school,
        school_mis=school_mis,
        changed=changed,
        today=today,
        journal=journal,
    )
    plan = decided.plan
    _tell(run, progress.Progress(3))
    changed.remember(plan)
    with _writing(plan):
        applied = apply(plan, place=Place(run.school, school_mis, at))
        write_outcomes(plan, applied, run=run)
        write_holds(
            plan,
            applied,
            run=run,
            looked_at=decided.looked_at,
            num_live=decided.num_live,
            at=at,
        )
    changed.note(plan, applied, run=run, recognised=decided.recognised, looked_at=decided.looked_at)
    life = keep_school_life(exports, school=run.school, school_mis=school_mis)
    run.counts = plan.counts() | life
    mis = school_mis.get_product_display()
    for kind, codes in plan.counts().items():
        told = ", ".join(
            f"{reason_for(code, mis=mis).label} {number} ({code})"
            for code, number in sorted(codes.items())
        )
        journal.say(f"{HEADINGS[kind]}: {told}.")


def _writing(plan: Plan) -> AbstractContextManager[None]:
    """Prepare what is written next while the database writes; many rows rather go by COPY."""
    return unawaited() if len(plan.people) <= FEW else nullcontext()


def _say_what_came(exports: Exports, journal: Journal) -> int:
    for export in exports.usable:
        journal.say(
            f"{export.sub_report.label}: {len(export.parsed.records)} records in "
            f"{export.parsed.num_rows} rows, received {uk_datetime(export.upload.received_at)}."
        )
    for upload, fault in exports.refused.items():
        told = fault_text(fault, {}).sentence
        journal.say(f"{upload.sub_report}: refused. {told} ({fault})")
    for upload in exports.superseded:
        journal.say(f"{upload.sub_report}: an older upload was passed over.")
    if not exports.usable:
        journal.say("No export to process; only dates that have come were looked at.")
    return sum(len(export.parsed.records) for export in exports.usable)


def _close_uploads(exports: Exports, *, at: datetime) -> None:
    """Settle the uploads that are not used."""
    passed_over = [upload.pk for upload in exports.superseded]
    if passed_over:
        Upload.objects.filter(pk__in=passed_over).update(state=UploadState.SUPERSEDED, state_at=at)
    for upload, fault in exports.refused.items():
        Upload.objects.filter(pk=upload.pk).update(
            state=UploadState.REJECTED, state_at=at, fault=fault
        )


_DONE = """
WITH processed AS (
    UPDATE autoupdate_upload SET state = 'processed', state_at = %s, processed_run_id = %s
    WHERE id = ANY(%s::uuid[])
)
UPDATE autoupdate_processingrun SET status = 'done', finished_at = %s, counts = %s WHERE id = %s
"""


def _close(run: ProcessingRun, *, used: Sequence[Upload], journal: Journal) -> None:
    now, ids = timezone.now(), [str(each.pk) for each in used]
    by = run.requested_by
    with unawaited():
        run_statement(_DONE, [now, run.pk, ids, now, as_json(run.counts), run.pk])
        sums.add(run)
        journal.keep(run)
        record(
            "run.done",
            by=by,
            school=run.school,
            subject=f"run:{run.pk}",
            after=run.counts,
            reason=run.reason,
        )
