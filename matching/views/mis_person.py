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
from matching.queries.queue import following


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

    @property
    def list_url(self) -> str:
        """The list of those who have not been matched."""
        return reverse("autoupdate:not_matched", args=[self.school.pk, self.person.kind])

    def on_to_the_next(self) -> HttpResponseRedirect:
        """Go on with the next one in the queue, or to the list when it is done."""
        after = following(self.person)
        if after is None:
            return redirect(self.list_url)
        return redirect("matching:person", self.school.pk, after)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the person and the way back."""
        results = reverse("autoupdate:results", args=[self.school.pk])
        crumbs = [
            {"label": "Whole School Bulk Results", "url": results},
            {"label": f"{HEADINGS[self.person.kind]} not matched", "url": self.list_url},
        ]
        shared = {"person": self.person, "breadcrumbs": crumbs, "list_url": self.list_url}
        return super().get_context_data(**{**shared, **kwargs})
