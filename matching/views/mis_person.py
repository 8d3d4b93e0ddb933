"""What the pages about one MIS person share. They know no other app's pages but by address."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from accounts.permissions import Permission, can
from accounts.views.pages import SchoolPage
from accounts.words import HEADINGS
from matching.models import MisPerson
from matching.queries.queue import Place, Wanted, first_waiting, place_of


class MisPersonPage(SchoolPage):
    """A page about one MIS person of the school, of whichever of its MISs."""

    @cached_property
    def person(self) -> MisPerson:
        """The person, or 404."""
        people = MisPerson.objects.select_related("school_mis__school__local_authority")
        return get_object_or_404(
            people, pk=self.kwargs["person_id"], school_mis__school=self.school
        )

    @property
    def mis_label(self) -> str:
        """The MIS that the person came from."""
        return self.person.school_mis.get_product_display()

    @property
    def may_decide(self) -> bool:
        """Whether decisions are offered: the permission, and an MIS that is still in use."""
        is_in_use = self.person.school_mis.ended_at is None
        return is_in_use and can(self.by, Permission.DECIDE_MATCHES, self.school)

    @cached_property
    def wanted(self) -> Wanted:
        """Which part of the queue is worked through, and in which order."""
        return Wanted.of(self.request.GET)

    @cached_property
    def place(self) -> Place:
        """Where the person stands in it. Whoever decides asks for it before they do."""
        return place_of(self.person, self.wanted)

    @property
    def list_url(self) -> str:
        """The list of those who have not been matched, as they came from it."""
        page = reverse("autoupdate:not_matched", args=[self.school.pk, self.person.kind])
        return page + self.wanted.query

    def url_of(self, name: str, *args: int) -> str:
        """A page of the person's school that keeps to the same part of the queue."""
        return reverse(f"matching:{name}", args=[self.school.pk, *args]) + self.wanted.query

    @property
    def person_url(self) -> str:
        """The person beside the candidates."""
        return self.url_of("person", self.person.pk)

    def on_to_the_next(self) -> HttpResponseRedirect:
        """Go on with the next one in the queue, or to the list when it is done."""
        after = first_waiting(self.place.later)
        return redirect(self.list_url if after is None else self.url_of("person", after))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the person and the way back."""
        results = reverse("autoupdate:results", args=[self.school.pk])
        crumbs = [
            {"label": "Whole School Bulk Results", "url": results},
            {"label": f"{HEADINGS[self.person.kind]} not matched", "url": self.list_url},
        ]
        shared = {
            "person": self.person,
            "breadcrumbs": crumbs,
            "list_url": self.list_url,
        }
        return super().get_context_data(**{**shared, **kwargs})
