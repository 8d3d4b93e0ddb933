"""One upload: its state and what happens next, its columns, its problems, what came of it.

It works nothing out itself.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.actions.refused import ActionRefused
from accounts.dates import uk_datetime
from accounts.downloads import csv_response
from accounts.permissions import Permission
from accounts.views.lists import ListMixin
from accounts.views.pages import SchoolPage
from autoupdate.actions.revealing import open_kept_file
from autoupdate.connectors.base import RecordType
from autoupdate.models import ProcessingRun, Upload, UploadState
from autoupdate.processing.reasons import Code
from autoupdate.queries import runs
from autoupdate.queries import upload_page as upload_words
from autoupdate.queries.run_lists import live_run_of
from autoupdate.views.upload_tables import ProblemTable, uploads_of
from autoupdate.views.words import ago, plural

_KIND_OF = {
    RecordType.STAFF: "staff",
    RecordType.STAFF_FUTURE: "staff",
    RecordType.STUDENT: "student",
    RecordType.STUDENT_FUTURE: "student",
}
_COLUMN_WORDS = {"came": "Came", "missing": "Did not come", "opted_out": "Opted out"}
#: So much later than its arrival a file may say that it was written, without a word about it.
_CLOCKS_DIFFER = timedelta(minutes=10)
_AHEAD = (
    "This is after it arrived, so the clock of the computer that sent it is wrong. The time of its "
    "arrival counts."
)
_FORMATS = {"xml": "XML,", "csv": "CSV,", "json": "JSON,"}


class ProblemFilters(django_filters.FilterSet):
    """By kind of problem; the links of the summary use it."""

    problem = django_filters.CharFilter(field_name="code", label="Problem")


class UploadBase(SchoolPage):
    """Finds the upload of the address among the school's, or answers 404."""

    @cached_property
    def upload(self) -> Upload:
        """The upload, with its MIS and the run that processed it."""
        found = get_object_or_404(uploads_of(self.school), pk=self.kwargs["upload_id"])
        found.school_mis.school = self.school
        return found


class UploadPage(ListMixin, UploadBase):
    """The upload's page. Its table holds the problems, which ``?download=csv`` sends."""

    permission = Permission.SEE_UPLOADS
    table_class = ProblemTable
    filterset_class = ProblemFilters
    template_name = "autoupdate/uploads/page.html"

    @property
    def download_name(self) -> str:  # type: ignore[override]
        """The problems' file names its report and day."""
        day = timezone.localtime(self.upload.received_at)
        return f"problems-{self.upload.sub_report}-{day:%Y-%m-%d}"

    def get_rows(self) -> QuerySet[Any]:
        """The problems that were kept."""
        return self.upload.problems.all()

    def table_options(self) -> dict[str, Any]:
        """Word the problems as the upload's own MIS does."""
        connector, whose = (
            upload_words.connector_of(self.upload),
            upload_words.whose_rows(self.upload),
        )
        return {"connector": connector, "whose": whose}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add everything else that the page says."""
        upload, now = self.upload, timezone.now()
        words, tone = upload_words.STATES[upload.state]
        live_run = live_run_of(self.school)
        shown = {
            "upload": upload,
            "label": upload_words.sub_report_of(upload).label,
            "state_words": words,
            "state_tone": tone,
            "next": upload_words.what_next(upload, live_run=live_run, now=now),
            "fault": upload_words.fault_of(upload),
            "is_moving": upload.state == UploadState.RECEIVED or self._is_underway(live_run),
            "rows": _facts(upload, when=ago(upload.received_at, now=now)),
            "column_rows": _column_rows(upload),
            "problems": upload_words.problem_counts(upload),
            "chosen": self.request.GET.get("problem", ""),
            **_kept(upload),
            "breadcrumbs": [
                {
                    "label": "Upload History",
                    "url": reverse("autoupdate:uploads", args=[self.school.pk]),
                }
            ],
            **self._came_of_it(),
        }
        return super().get_context_data(**{**shown, **kwargs})

    def _is_underway(self, live_run: ProcessingRun | None) -> bool:
        return self.upload.state == UploadState.READY and live_run is not None

    def _came_of_it(self) -> dict[str, Any]:
        """The counts of the run that processed the upload, as far as they are of its people."""
        upload, run = self.upload, self.upload.processed_run
        if run is None:
            return {}
        kind = _KIND_OF.get(upload_words.sub_report_of(upload).record_type)
        if kind:
            return {"run": run, "kind": kind, "counts": self._counts(run, kind=kind)}
        life = runs.life_counts(run, labels={})
        return {"run": run, "life": [each for each in life if each.subject == upload.sub_report]}

    def _counts(self, run: ProcessingRun, *, kind: str) -> list[dict[str, Any]]:
        """How many people of the upload's kind the run did what to."""
        mis = upload_words.connector_of(self.upload).label
        return [
            {
                "label": each.label,
                "number": each.of(kind),
                "url": self._who(run, each, kind=kind),
            }
            for each in runs.people_counts(run, mis=mis)
            if each.of(kind)
        ]

    def _who(self, run: ProcessingRun, count: runs.CountRow, *, kind: str) -> str:
        """The list of the people behind a count; nothing is listed of those who did not change."""
        if count.code == Code.UNCHANGED:
            return ""
        address = reverse("autoupdate:outcomes", args=[self.school.pk, run.pk])
        return f"{address}?{urlencode({'kind': kind, 'code': count.code})}"


def _facts(upload: Upload, *, when: str) -> list[dict[str, Any]]:
    """The upload's facts, for a summary list."""
    facts = [
        {"key": "Arrived", "value": uk_datetime(upload.received_at), "hint": when},
        {"key": "How it came", "value": upload_words.how_it_came(upload)},
        {
            "key": "File",
            "value": " ".join(filter(None, (_FORMATS.get(upload.format), _size(upload.num_bytes)))),
        },
    ]
    if upload.num_rows:
        usable = plural(upload.num_records, "usable record") if upload.num_records else ""
        facts.append({"key": "Rows", "value": f"{upload.num_rows:,}", "hint": usable})
    if upload.extracted_at:
        is_ahead = upload.extracted_at > upload.received_at + _CLOCKS_DIFFER
        exported = {"key": "Exported", "value": uk_datetime(upload.extracted_at)}
        facts.insert(1, exported | ({"hint": _AHEAD} if is_ahead else {}))
    if upload.num_repeats:
        facts.append(
            {
                "key": "Sent again",
                "value": plural(upload.num_repeats, "time"),
                "hint": f"The same file, last {ago(upload.last_repeated_at)}. It counts once.",
            }
        )
    return facts


def _column_rows(upload: Upload) -> list[dict[str, Any]]:
    """Which columns came, which did not, which the school opted out of: a row each."""
    columns = upload_words.columns_of(upload)
    told = [
        (words, ", ".join(each.label for each in columns if each.state == state))
        for state, words in _COLUMN_WORDS.items()
    ]
    return [{"key": words, "value": labels} for words, labels in told if labels]


def _kept(upload: Upload) -> dict[str, int]:
    """How many problems are listed row by row, and how many are only counted."""
    num_kept = min(upload.num_problems, upload.problems.count())
    return {"num_kept": num_kept, "num_not_kept": upload.num_problems - num_kept}


def _size(num_bytes: int) -> str:
    for unit, size in (("MB", 1024**2), ("KB", 1024)):
        if num_bytes >= size:
            return f"{num_bytes / size:,.1f} {unit}"
    return plural(num_bytes, "byte")


class KeptFile(UploadBase):
    """The stored, filtered rows as a CSV file, for the desk; each download is written down."""

    permission = Permission.DOWNLOAD_UPLOAD

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Send the file. A POST, so that no link fetches it by accident."""
        upload = self.upload
        try:
            rows = open_kept_file(upload, by=self.by)
        except ActionRefused as refused:
            messages.error(request, refused.message)
            return redirect("autoupdate:upload", school_id=self.school.pk, upload_id=upload.pk)
        day = timezone.localtime(upload.received_at)
        return csv_response(rows, filename=f"{upload.sub_report}-{day:%Y-%m-%d}.csv")
