"""The last 30 or 365 nights as charts with their table: of one school, and of all one reaches.

It works nothing out itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urlencode

import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.generic.base import ContextMixin, TemplateResponseMixin, View

from accounts.dates import uk_date
from accounts.downloads import csv_response
from accounts.models import LocalAuthority, Trust
from accounts.permissions import Permission
from accounts.tables import PortalTable
from accounts.views.pages import SchoolPage, SignedInPage
from autoupdate.queries import night_sums
from autoupdate.queries.night_sums import FIGURES, Sums
from autoupdate.views.cells import NUMBER
from autoupdate.views.school_filters import authorities, trusts

PERIODS = (30, 365)
_Group = TypeVar("_Group", LocalAuthority, Trust)


class NightsTable(PortalTable):
    """A row for each night, or each week, newest first."""

    when = tables.Column(verbose_name="Night of", orderable=False)

    class Meta(PortalTable.Meta):
        empty_text = "There was no night yet."
        attrs = {"class": "uso-table uso-table--wide"}

    def __init__(self, *args: Any, caption: str, **kwargs: Any) -> None:
        columns = [
            (each.name, tables.Column(verbose_name=each.label, orderable=False, attrs=NUMBER))
            for each in FIGURES
        ]
        super().__init__(*args, extra_columns=columns, **kwargs)
        self.caption = caption

    def render_when(self, value: str) -> SafeString:
        """The day, or the days, in words, in one line."""
        return format_html('<span class="uso-nowrap">{}</span>', value)


class NightsMixin(TemplateResponseMixin, ContextMixin, View):
    """Charts and table of the nights that ``rows`` gives; a download of them night by night."""

    def rows(self) -> QuerySet[Any]:
        """The sums to draw."""
        raise NotImplementedError

    def kept(self) -> dict[str, str]:
        """What of the address stays when the time is chosen."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the page, or send the figures."""
        if request.GET.get("download") == "csv":
            return csv_response(_csv(self.nights), filename="nights.csv")
        return self.render_to_response(self.get_context_data(**kwargs))

    @cached_property
    def num_nights(self) -> int:
        """How long a time is shown."""
        asked = self.request.GET.get("nights", "")
        return next((each for each in PERIODS if str(each) == asked), PERIODS[0])

    @cached_property
    def nights(self) -> list[Sums]:
        """The nights, oldest first."""
        today = timezone.localdate()
        return night_sums.nights(self.rows(), last_on=today, num_nights=self.num_nights)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the charts, their table, and the choice of the time."""
        is_short = self.num_nights == PERIODS[0]
        parts = [[each] for each in self.nights] if is_short else night_sums.in_weeks(self.nights)
        table = NightsTable(_table_rows(parts), caption="The figures")
        table.download_url = self._url(self.num_nights, download="csv")
        shown = {
            "charts": _charts(parts, self.nights),
            "table": table,
            "by_week": not is_short,
            "is_quiet": not any(any(each.values.values()) for each in self.nights),
            "periods": [
                {
                    "label": f"Last {each} nights",
                    "url": self._url(each),
                    "is_current": each == self.num_nights,
                }
                for each in PERIODS
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})

    def _url(self, num_nights: int, **more: str) -> str:
        return f"?{urlencode({**self.kept(), 'nights': num_nights, **more})}"


class SchoolNightsPage(NightsMixin, SchoolPage):
    """The nights of one school."""

    permission = Permission.SEE_RESULTS
    template_name = "autoupdate/home/school_nights.html"

    def rows(self) -> QuerySet[Any]:
        """Those of the school."""
        return night_sums.of_school(self.school)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back to the home from which it is reached."""
        home = reverse("autoupdate:school", args=[self.school.pk])
        crumbs = [{"label": "Home", "url": home}]
        return super().get_context_data(**{"breadcrumbs": crumbs, **kwargs})


class NightsPage(NightsMixin, SignedInPage):
    """The nights of all schools that the person reaches, or of one authority or trust of them."""

    template_name = "autoupdate/home/nights.html"

    @cached_property
    def authority(self) -> LocalAuthority | None:
        """The one that was chosen among those the person reaches."""
        return _chosen(self.authorities, self.request.GET.get("la", ""))

    @cached_property
    def trust(self) -> Trust | None:
        """The one that was chosen among those the person reaches."""
        return _chosen(self.trusts, self.request.GET.get("trust", ""))

    @cached_property
    def authorities(self) -> list[LocalAuthority]:
        """Those that the person reaches schools of."""
        return list(authorities(self.request).order_by("name"))

    @cached_property
    def trusts(self) -> list[Trust]:
        """Those that the person reaches schools of."""
        return list(trusts(self.request))

    def rows(self) -> QuerySet[Any]:
        """Those of the schools in reach."""
        return night_sums.of_reach(self.by, authority=self.authority, trust=self.trust)

    def kept(self) -> dict[str, str]:
        """What was chosen."""
        chosen = {"la": self.authority, "trust": self.trust}
        return {name: str(each.pk) for name, each in chosen.items() if each}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the choice of a local authority and of a trust."""
        shown = {
            "choices": [
                each
                for each in (
                    ("la", "Local authority", self.authorities, self.authority),
                    ("trust", "Trust", self.trusts, self.trust),
                )
                if len(each[2]) > 1
            ],
            "chosen": [each for each in (self.trust, self.authority) if each],
            "num_nights": self.num_nights,
        }
        return super().get_context_data(**{**shown, **kwargs})


def _chosen(known: Sequence[_Group], asked: str) -> _Group | None:
    return next((each for each in known if str(each.pk) == asked), None)


def _charts(parts: Sequence[Sequence[Sums]], nights: Sequence[Sums]) -> list[dict[str, Any]]:
    """A chart for each figure: a bar for each part."""
    labels = [_day_of(part) for part in parts]
    return [
        {
            "name": each.name.removeprefix("num_"),
            "title": each.label,
            "total": _total_words(each, nights),
            "hint": each.hint,
            "tone": each.tone,
            "bars": [
                {
                    "label": label,
                    "end": uk_date(part[-1].night_on),
                    "value": max(night_sums.total(each, part), 0),
                }
                for label, part in zip(labels, parts, strict=True)
            ],
        }
        for each in FIGURES
    ]


def _total_words(figure: night_sums.Figure, nights: Sequence[Sums]) -> str:
    total = f"{night_sums.total(figure, nights):,}"
    return f"{total} now" if figure.is_level else f"{total} in all"


def _day_of(part: Sequence[Sums]) -> str:
    """A night by its date, a week by its last."""
    day = uk_date(part[-1].night_on)
    return day if len(part) == 1 else f"week to {day}"


def _table_rows(parts: Sequence[Sequence[Sums]]) -> list[dict[str, Any]]:
    return [
        {
            "when": _day_of(part),
            **{each.name: f"{night_sums.total(each, part):,}" for each in FIGURES},
        }
        for part in reversed(parts)
    ]


def _csv(nights: Sequence[Sums]) -> Iterator[list[Any]]:
    """Night by night, newest first, whatever the charts show."""
    yield ["Night of", *(each.label for each in FIGURES)]
    for night in reversed(nights):
        yield [night.night_on.isoformat(), *(night.values[each.name] for each in FIGURES)]
