"""Can a school's MIS be fetched at all? From the declaration and what is kept of the connection.

It asks no vendor, and opens no secret.
"""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import SchoolMis
from autoupdate.connectors.base import Connector, Delivery, Entry, SubReport
from autoupdate.models import MisConnection
from autoupdate.queries.reports import ReportState, ReportView, reports_of


def is_fetched(connector: Connector) -> bool:
    """Whether the portal can fetch this MIS today."""
    is_pull = connector.delivery is Delivery.PULL
    return is_pull and connector.puller is not None and connector.can_receive


def is_connected(connector: Connector, connection: MisConnection | None) -> bool:
    """Whether all is kept that the MIS asks for; some ask for nothing of the school's own."""
    wanted = {each.entry for each in connector.credentials}
    if connector.approval is not None:
        if connection is None or connection.approved_at is None:
            return False
        return bool(connection.endpoint) or not connector.needs_endpoint
    kept = {
        Entry.ENDPOINT: connection.endpoint if connection else "",
        Entry.REFERENCE: connection.reference if connection else "",
        Entry.SECRET: connection.sealed if connection else "",
    }
    return all(kept[each] for each in wanted)


def allowed_of(
    school_mis: SchoolMis, *, reports: Sequence[ReportView] | None = None
) -> list[SubReport]:
    """The sub-reports that the school accepted and that are available to it.

    ``reports`` where ``reports_of`` has been read already.
    """
    return [
        part.sub_report
        for report in (reports_of(school_mis) if reports is None else reports)
        if report.state is ReportState.ACCEPTED
        for part in report.sub_reports
    ]
