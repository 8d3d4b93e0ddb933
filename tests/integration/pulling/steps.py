"""Steps that the tests of fetching share: work a pull, and look at what came of it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import SchoolMis
from autoupdate.actions import pulls
from autoupdate.models import MisConnection, Pull, Upload
from autoupdate.pull_parts import parts_from
from autoupdate.pulling.queue import LOST_AFTER
from tests.factories import PullFactory


def fetched(school_mis: SchoolMis, **given: object) -> Pull:
    """A pull of the school, worked until nothing is due."""
    pull: Pull = PullFactory(school_mis=school_mis, **given)
    return worked(pull)


def worked(pull: Pull) -> Pull:
    """The pull after the workers were there."""
    pulls.work()
    pull.refresh_from_db()
    return pull


def states(pull: Pull) -> dict[str, str]:
    """Sub-report → state."""
    return {each.sub_report: each.state for each in parts_from(pull.parts)}


def troubles(pull: Pull) -> dict[str, str]:
    """Sub-report → trouble."""
    return {each.sub_report: each.trouble for each in parts_from(pull.parts) if each.trouble}


def uploaded() -> dict[str, int]:
    """Sub-report → rows, of every upload that is not rejected."""
    good = Upload.objects.exclude(state="rejected")
    return dict(good.values_list("sub_report", "num_rows"))


def connection(school_mis: SchoolMis) -> MisConnection:
    return MisConnection.objects.get(school_mis=school_mis)


def come(pull: Pull) -> None:
    """The time has come at which the pull is tried again."""
    Pull.objects.filter(pk=pull.pk).update(not_before=timezone.now() - timedelta(seconds=1))


def end(school_mis: SchoolMis) -> None:
    SchoolMis.objects.filter(pk=school_mis.pk).update(
        ended_at=school_mis.started_at + timedelta(seconds=1)
    )


def silent(pull: Pull) -> None:
    """The worker has shown no sign of life for long enough."""
    long_ago = timezone.now() - LOST_AFTER - timedelta(seconds=1)
    Pull.objects.filter(pk=pull.pk).update(alive_at=long_ago)
