"""An evening: the schools' software sends its exports through the portal's own door."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from autoupdate.actions.checking import check_upload
from autoupdate.actions.keys import live_key
from autoupdate.connectors import registry
from autoupdate.faults import fault_text
from autoupdate.models import LicenceKey, Upload, UploadState
from autoupdate.receive.door import receive_export
from autoupdate.receive.refusals import UploadRefused
from sandbox.demo import school_on
from sandbox.seeding.clock import clock_at
from sandbox.seeding.places import Place
from sandbox.seeding.programme import Sending
from sandbox.seeding.stage import Stage
from sandbox.sims.faults import FAULTS
from sandbox.sims.reporter import export
from sandbox.sims.writing import FORMATS

#: How long CommandReporter takes before anything is sent.
_EXTRACTING = timedelta(minutes=2)


def play_evening(sendings: Iterable[Sending], *, stage: Stage) -> None:
    """Let the software of each school run at its time."""
    for sending in sorted(sendings, key=lambda each: each.at):
        send(sending, stage=stage, at=stage.moment_of(sending))


def send(sending: Sending, *, stage: Stage, at: datetime) -> None:
    """Let one school's software run, and check what came."""
    place = stage.places[sending.school]
    if sending.story:
        stage.tell(at, f"{place.school}: {sending.story}")
    with clock_at(at):
        for line in _through_the_door(sending, stage=stage, place=place):
            stage.tell(at, f"{place.school}: {line}")


def _through_the_door(sending: Sending, *, stage: Stage, place: Place) -> Iterator[str]:
    """Send every sub-report; yields what came of them, in words."""
    good = []
    for sub_report in _sub_reports(sending, place):
        try:
            upload = _send_one(sub_report, sending=sending, stage=stage, place=place)
        except UploadRefused as refusal:
            yield f"{sub_report} refused. {refusal.message}"
            continue
        if upload.state == UploadState.REJECTED:
            told = fault_text(upload.fault, upload.fault_detail)
            yield f"{sub_report} rejected. {told.sentence}"
        else:
            good.append(upload)
    if good:
        yield _counted(good)


def _send_one(sub_report: str, *, sending: Sending, stage: Stage, place: Place) -> Upload:
    school = school_on(sending.school, sending.evening, today=stage.today)
    form = FORMATS[sending.form]
    upload = receive_export(
        io.BytesIO(export(school, sub_report, form=form, fault=FAULTS[sending.fault])),
        school_mis=place.school_mis,
        sub_report=sub_report,
        delivery="agent",
        content_type=form.content_type,
        extracted_at=timezone.now() - _EXTRACTING,
        licence_key=live_key(place.school),
    )
    LicenceKey.objects.filter(school=place.school).update(last_used_at=timezone.now())
    check_upload(upload.pk)
    upload.refresh_from_db()
    return upload


def _sub_reports(sending: Sending, place: Place) -> Iterator[str]:
    """What the software sends: everything accepted, unless it was told otherwise."""
    if sending.only:
        yield from sending.only
        return
    connector = registry.get(place.demo.mis)
    for report in place.demo.accepted:
        for each in connector.report(report).sub_reports:
            if each.code not in sending.but:
                yield each.code


def _counted(uploads: list[Upload]) -> str:
    exports = "1 export" if len(uploads) == 1 else f"{len(uploads)} exports"
    num_rows = sum(upload.num_rows for upload in uploads)
    num_problems = sum(upload.num_problems for upload in uploads)
    told = f"{exports} with {num_rows:,} rows"
    return f"{told}, {num_problems} problems in them" if num_problems else told
