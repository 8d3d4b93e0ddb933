"""The result of a change of MIS: four numbers with their lists, and what can be done about it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic.base import TemplateResponseMixin

from accounts.dates import uk_datetime
from accounts.permissions import Permission
from accounts.words import PEOPLE, counted
from autoupdate.models import ChangeState, MisChange
from autoupdate.queries import changes
from autoupdate.queries.changes import Counts
from autoupdate.views.mis_pages import MisPage
from autoupdate.views.words import plural

#: The lists: name of the address → (heading, what is in it); in the order of the page.
LISTS: dict[str, tuple[str, str]] = {
    "change_relinked": (
        "Re-linked",
        "People of {after} who were recognised, and keep the account they had under {before}.",
    ),
    "change_to_match": (
        "Require matching",
        "People of {after} who may be somebody with an account. Open a name to compare and decide.",
    ),
    "change_missing": (
        "Missing in {after}",
        "People who had an account under {before} and whom {after} has not sent.",
    ),
    "change_new": (
        "New",
        "People of {after} who were not known under {before}.",
    ),
}
_TONES = {
    "change_relinked": "good",
    "change_to_match": "warn",
    "change_missing": "wait",
    "change_new": "info",
}


class ResultPage(MisPage):
    """A page about one change of the school."""

    permission = Permission.SEE_RESULTS

    @cached_property
    def change(self) -> MisChange:
        """The change of this school, or 404."""
        found = MisChange.objects.select_related("before", "after", "changed_by", "settled_by")
        change = get_object_or_404(found, pk=self.kwargs["change_id"], school=self.school)
        change.school = self.school
        return change

    @property
    def before(self) -> str:
        """The former MIS by name."""
        return self.change.before.get_product_display()

    @property
    def after(self) -> str:
        """The new MIS by name."""
        return self.change.after.get_product_display()

    @property
    def has_result(self) -> bool:
        """Whether a night has looked at people of the new MIS, and nobody at what came of it."""
        return self.change.is_waiting and self.change.first_run_id is not None

    def url(self, name: str) -> str:
        """An address about this change."""
        return reverse(f"autoupdate:{name}", args=[self.school.pk, self.change.pk])

    def crumbs(self) -> list[dict[str, str]]:
        """The way back, top first."""
        settings = reverse("autoupdate:settings", args=[self.school.pk])
        return [{"label": "AutoUpdate Settings", "url": settings}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the change and both its MISs by name."""
        shown = {
            "change": self.change,
            "before": self.before,
            "after": self.after,
            "has_result": self.has_result,
            "change_url": self.url("change"),
            "breadcrumbs": self.crumbs(),
        }
        return super().get_context_data(**{**shown, **kwargs})


class NewestChange(MisPage):
    """Leads to the change that waits, or else the newest one."""

    permission = Permission.SEE_RESULTS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Lead there; to AutoUpdate Settings where the MIS was never changed."""
        newest = MisChange.objects.filter(school=self.school).first()
        if newest is None:
            return redirect("autoupdate:settings", self.school.pk)
        return redirect("autoupdate:change", self.school.pk, newest.pk)


class ChangePage(TemplateResponseMixin, ResultPage):
    """One change: where it stands, its four numbers, the two ways on."""

    template_name = "autoupdate/changes/result.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show it."""
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the state of the change calls for."""
        shown: dict[str, Any] = {
            "heading": f"Change from {self.before} to {self.after}",
            "rows": self._rows(),
            "confirm_url": self.url("change_confirm"),
            "take_back_url": self.url("change_take_back"),
        }
        if self.change.is_waiting:
            shown |= {"tiles": self._tiles(changes.counts_of(self.change)), **self._warnings()}
        else:
            shown |= {"created": changes.created(self.change)}
        return super().get_context_data(**{**shown, **kwargs})

    def _rows(self) -> list[dict[str, Any]]:
        change = self.change
        rows = [
            {
                "key": "Changed",
                "value": uk_datetime(change.changed_at),
                "hint": f"by {change.changed_by}",
            }
        ]
        if change.settled_at is not None:
            rows.append(
                {
                    "key": change.get_state_display(),
                    "value": uk_datetime(change.settled_at),
                    "hint": f"by {change.settled_by}",
                }
            )
        return rows + [
            {"key": label, "value": f"{change.summary[name]:,}"}
            for name, label in _SUMMARY[change.state].items()
        ]

    def _tiles(self, counts: Counts) -> list[dict[str, Any]]:
        numbers = (counts.relinked, counts.to_match, counts.missing, counts.arrived)
        return [
            {
                "value": number,
                "label": heading.format(after=self.after),
                "tone": _TONES[name] if number else "neutral",
                "url": self.url(name),
            }
            for (name, (heading, _)), number in zip(LISTS.items(), numbers, strict=True)
        ]

    def _warnings(self) -> dict[str, Any]:
        missing = changes.missing(self.change)
        unheard = {
            kind: sum(each.account.kind == kind for each in missing.unheard) for kind in PEOPLE
        }
        going = len(missing.going)
        return {
            "unheard": [counted(number, kind) for kind, number in unheard.items() if number],
            "unusual": plural(going, "account") if missing.is_unusual else "",
            "num_linked": f"{missing.num_linked:,}",
            "num_going": going,
        }


#: State → what its summary holds, in words.
_SUMMARY: dict[str, dict[str, str]] = {
    ChangeState.WAITING: {},
    ChangeState.CONFIRMED: {
        "left": "People who left",
        "unallocated": "Accounts unallocated by it",
        "stayed": "Accounts kept without the MIS",
    },
    ChangeState.TAKEN_BACK: {
        "unallocated": "Accounts unallocated by it",
        "restored": "Accounts put back as they were",
        "left_alone": "Accounts somebody had changed meanwhile",
        "decisions": "Decisions of staff meanwhile, kept on record",
    },
}
