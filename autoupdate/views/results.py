"""Whole School Bulk Results: what needs somebody, which files came, and what the last run did.

It works nothing out itself.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic.base import TemplateResponseMixin

from accounts.models import AccountKind
from accounts.words import HEADINGS
from autoupdate.processing.reasons import Code
from autoupdate.queries import results, runs
from autoupdate.queries.upload_page import labels_of
from autoupdate.views.asked_mis import asked_for_mis
from autoupdate.views.results_files import FilesTable
from autoupdate.views.results_pages import ResultsPage
from matching.models import ExcludedName, Standing


class ResultsFrontPage(TemplateResponseMixin, ResultsPage):
    """The front page of one school's results."""

    template_name = "autoupdate/results/page.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        return self.render_to_response(self.get_context_data())

    def crumbs(self) -> list[dict[str, str]]:
        """This is the top."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the figures, the files and the last run."""
        run = results.last_run(self.school)
        shown = {
            "tiles": self._tiles(),
            "num_held": results.num_held(self.school),
            "held_url": reverse("autoupdate:holds", args=[self.school.pk]),
            "files": self._files(),
            "run": run,
            "counts": self._counts(run),
            "life": self._life(run),
            "asked": None if self.school_mis else asked_for_mis(self.school),
        }
        return super().get_context_data(**{**shown, **kwargs})

    def _tiles(self) -> list[dict[str, Any]]:
        waiting = results.num_without_account(self.school_mis) if self.school_mis else {}
        gone = results.num_unallocated(self.school)
        excluded = ExcludedName.objects.filter(school=self.school, removed_at__isnull=True)
        return [
            *(self._not_matched(kind, waiting) for kind in AccountKind),
            *(self._unallocated(kind, gone.get(kind, 0)) for kind in AccountKind),
            {
                "value": excluded.count(),
                "label": "MIS names that should not be in USO",
                "url": reverse("matching:excluded", args=[self.school.pk]),
            },
        ]

    def _not_matched(self, kind: str, waiting: dict[tuple[str, str], int]) -> dict[str, Any]:
        number = waiting.get((kind, Standing.REQUIRES_MATCHING), 0)
        others = sum(n for (each, _), n in waiting.items() if each == kind) - number
        return {
            "value": number,
            "label": f"{HEADINGS[kind]} not matched",
            "hint": f"{others:,} more without an account" if others else "",
            "tone": "warn" if number else "good",
            "url": reverse("autoupdate:not_matched", args=[self.school.pk, kind]),
        }

    def _unallocated(self, kind: str, number: int) -> dict[str, Any]:
        return {
            "value": number,
            "label": f"{HEADINGS[kind]} unallocated",
            "hint": "Left the MIS; can be restored" if number else "",
            "url": reverse("autoupdate:unallocated", args=[self.school.pk, kind]),
        }

    def _files(self) -> FilesTable | None:
        if not (self.school_mis and self.connector):
            return None
        files = results.last_files(self.school_mis, connector=self.connector)
        return FilesTable(files, school_id=self.school.pk, orderable=False)

    def _counts(self, run: Any) -> list[dict[str, Any]]:
        if run is None:
            return []
        page = reverse("autoupdate:outcomes", args=[self.school.pk, run.pk])
        return [
            {
                "label": each.label,
                "cells": [
                    {
                        "kind": HEADINGS[kind],
                        "number": each.of(kind),
                        "url": f"{page}?kind={kind}&code={each.code}"
                        if each.of(kind) and each.code != Code.UNCHANGED
                        else "",
                    }
                    for kind in AccountKind
                ],
            }
            for each in runs.people_counts(run, mis=self.mis_label)
        ]

    def _life(self, run: Any) -> list[Any]:
        connectors = [self.connector] if self.connector else []
        return runs.life_counts(run, labels=labels_of(connectors)) if run else []
