"""Testing a connection: each report that may be read is asked for the least there is.

One line a sub-report is kept on the connection. It must not know how pages say it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actions.locking import lock_school
from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import PortalUser, SchoolMis
from accounts.permissions import Permission, check
from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector
from autoupdate.connectors.http import Limits
from autoupdate.connectors.pulling import Puller, Session
from autoupdate.connectors.trouble import VendorTrouble
from autoupdate.locking import lock_school_mis
from autoupdate.models import MisConnection
from autoupdate.queries.checks import Check, Result
from autoupdate.queries.known_groups import has_none
from autoupdate.queries.reports import (
    FieldStatus,
    ReportState,
    ReportView,
    SubReportView,
    reports_of,
)
from autoupdate.reaching import client, connection_of, note_trouble, session_of
from autoupdate.secret_box import UnsealError

logger = logging.getLogger(__name__)

#: Somebody waits at a page: one request may take so long, and all of them together.
ONE_TRY = Limits(connect_s=5, read_s=8, total_s=8, num_tries=1)
ALL_TRIES_S = 20
#: Troubles of one report alone. Any other is that of the whole connection: nothing more is asked.
_OF_ONE_REPORT = frozenset(
    {"permission_missing", "nobody", "answer_unusable", "request_refused", "own_fault"}
)

Clock = Callable[[], float]


def check_connection(
    school_mis: SchoolMis, *, by: PortalUser, clock: Clock = time.monotonic
) -> MisConnection:
    """Ask the school's MIS for the least of every accepted report, and keep what came of it.

    Takes up to half a minute. Raises PermissionDenied, or ActionRefused where nothing is fetched.
    """
    check(by, Permission.CONNECT_MIS, school_mis.school)
    connector = registry.get(school_mis.product)
    if connector.puller is None:
        raise ActionRefused(
            f"Nothing is fetched from {connector.label}, so there is no test of it."
        )
    found = _checks(school_mis, connector, clock=clock)
    return _keep(found, school_mis=school_mis, by=by)


def _checks(school_mis: SchoolMis, connector: Connector, *, clock: Clock) -> list[Check]:
    """A line for every sub-report that the school has accepted, or could."""
    reports = [each for each in reports_of(school_mis) if _may_be_had(each)]
    until = clock() + ALL_TRIES_S

    def in_time() -> None:
        if clock() > until:
            raise VendorTrouble("timed_out", host=connector.label)

    with client(noting=in_time, limits=ONE_TRY) as using:
        try:
            session = session_of(school_mis, using=using)
            return list(_asked(reports, connector, session, school_mis=school_mis))
        except UnsealError:
            trouble = VendorTrouble("credentials_missing")
            return [_troubled(part, trouble) for report in reports for part in report.sub_reports]


def _may_be_had(report: ReportView) -> bool:
    return report.state is not ReportState.NOT_AVAILABLE


def _asked(
    reports: list[ReportView], connector: Connector, session: Session, *, school_mis: SchoolMis
) -> Iterator[Check]:
    """The lines in order; after a trouble of the whole connection nothing more is asked."""
    puller: Puller | None = None
    whole: VendorTrouble | None = None
    for report in reports:
        for part in report.sub_reports:
            if report.state is not ReportState.ACCEPTED:
                yield Check(part.sub_report.code, Result.NOT_ACCEPTED)
                continue
            if whole is None:
                puller = puller or _puller(connector, session)
                trouble = _trouble_of(puller, session, part, school_mis=school_mis)
                if trouble is not None and trouble.code not in _OF_ONE_REPORT:
                    whole = trouble
            else:
                trouble = whole
            yield _troubled(part, trouble) if trouble else _read(part, session)


def _puller(connector: Connector, session: Session) -> Puller:
    assert connector.puller is not None  # noqa: S101 - looked at before anything was asked
    return connector.puller(session)


def _trouble_of(
    puller: Puller, session: Session, part: SubReportView, *, school_mis: SchoolMis
) -> VendorTrouble | None:
    wanted = frozenset(
        each.field.code for each in part.fields if each.status is not FieldStatus.NOT_UPLOADED
    )
    session.begin()
    try:
        puller.check(part.sub_report, wanted=wanted)
    except VendorTrouble as trouble:
        is_none = has_none(trouble, school_mis=school_mis, sub_report=part.sub_report)
        return None if is_none and not session.refused else trouble
    except Exception:  # a fault of a connector's is told, and logged, as ours
        logger.exception("Testing %s of a connection failed", part.sub_report.code)
        return VendorTrouble("own_fault")
    return None


def _troubled(part: SubReportView, trouble: VendorTrouble) -> Check:
    is_refused = trouble.code == "permission_missing"
    result = Result.REFUSED if is_refused else Result.TROUBLE
    return Check(part.sub_report.code, result, trouble=trouble.code, detail=dict(trouble.details))


def _read(part: SubReportView, session: Session) -> Check:
    result = Result.PARTLY if session.refused else Result.WORKS
    return Check(part.sub_report.code, result, refused=sorted(session.refused))


@transaction.atomic
def _keep(found: list[Check], *, school_mis: SchoolMis, by: PortalUser) -> MisConnection:
    lock_school(school_mis.school_id)
    locked = lock_school_mis(school_mis.pk)
    if locked.ended_at is not None:
        raise ActionRefused("The school uses another MIS by now, so nothing was kept of the test.")
    connection = connection_of(locked)
    connection.checked = [each.stored() for each in found]
    connection.checked_at = timezone.now()
    asked = [each for each in found if each.result is not Result.NOT_ACCEPTED]
    if asked:
        note_trouble(connection, _worst(asked))
    connection.save()
    record(
        "connection.tested",
        by=by,
        school=locked.school,
        subject=f"mis:{locked.product}",
        after=_counts(found),
    )
    return connection


def _worst(asked: list[Check]) -> VendorTrouble | None:
    """The first trouble, one of the whole connection before one of a report."""
    troubles = sorted(
        (each for each in asked if each.trouble), key=lambda each: each.trouble in _OF_ONE_REPORT
    )
    return VendorTrouble(troubles[0].trouble, **troubles[0].detail) if troubles else None


def _counts(found: list[Check]) -> dict[str, Any]:
    return {
        result.value: sum(1 for each in found if each.result is result)
        for result in Result
        if any(each.result is result for each in found)
    }
