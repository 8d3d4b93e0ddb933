"""The accounts of a school: the user list, and the page of one account."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.generic.base import TemplateResponseMixin

from accounts.models import School, UsoAccount
from accounts.permissions import Permission, can, check, schools_of
from autoupdate.queries import accounts as found
from autoupdate.queries.sources import correction_of, sources_of
from autoupdate.queries.user_list import Listed, at_school
from autoupdate.views.account_words import happened, link_row, place_row, starts_later, summary
from autoupdate.views.mis_pages import MisPage
from autoupdate.views.source_words import (
    correction_row,
    decision_row,
    group_row,
    groups_lead,
    source_rows,
)
from autoupdate.views.user_lists import UserListMixin


class AccountsPage(UserListMixin, MisPage):
    """Every account that the school holds or held; people of its MIS without one on demand."""

    permission = Permission.SEE_ACCOUNTS
    template_name = "autoupdate/accounts/list.html"
    left_out = ("school",)

    @property
    def about(self) -> School:
        """The school in the address."""
        return self.school

    def listed(self) -> Listed:
        """Everybody, as far as nothing is asked."""
        return at_school(self.asked.asked, school=self.school, today=timezone.localdate())

    @property
    def may_see_upn(self) -> bool:
        """As the reader's roles here say."""
        return can(self.by, Permission.SEE_UPN, self.school)

    def schools_for_upn(self) -> QuerySet[School]:
        """This school alone."""
        check(self.by, Permission.SEE_UPN, self.school)
        return School.objects.filter(pk=self.school.pk)


class AccountPage(TemplateResponseMixin, MisPage):
    """One account that the school holds or held, with everything the reader may know of it."""

    permission = Permission.SEE_ACCOUNTS
    template_name = "autoupdate/accounts/page.html"
    per_page = 25

    @cached_property
    def places(self) -> found.Places:
        """Where it is and was held, as far as the reader may see."""
        return found.places_of(self.kwargs["account_id"], schools=schools_of(self.by))

    @cached_property
    def account(self) -> UsoAccount:
        """The account, or 404 where the school never had it."""
        account = self.places.account_at(self.school)
        if account is None:
            raise Http404
        return account

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who it is, where it is held, where its data come from and what happened."""
        account, schools = self.account, schools_of(self.by)
        history = Paginator(found.history_of(account, schools=schools), self.per_page)
        page = history.get_page(self.request.GET.get("page"))
        places = self.places
        links = found.links_of(account, schools=schools)
        correction = correction_of(account)
        groups = found.groups_of(account, schools=schools)
        shown = {
            "account": account,
            "summary": summary(account),
            "places": [place_row(each) for each in places.seen],
            "num_elsewhere": places.num_elsewhere,
            "links": [link_row(each) for each in links],
            "sources": source_rows(sources_of(account, links, places=places.seen), correction),
            "correction": correction_row(correction),
            "decisions": [
                decision_row(each) for each in found.decisions_about(account, schools=schools)
            ],
            "groups": [group_row(each) for each in groups],
            "groups_lead": groups_lead(groups),
            "page_obj": page,
            "events": [happened(at, row) for at, row in found.read(list(page))],
            "starts_later": any(
                starts_later(each) for each in places.seen if each.school_id == self.school.pk
            ),
            "is_here": places.is_held_by(self.school),
            "gone": places.was_let_go_by(self.school),
            "is_linked_here": any(
                each.ended_at is None and each.school_mis.school_id == self.school.pk
                for each in links
            ),
            "restore_url": reverse("autoupdate:restore", args=[self.school.pk, account.kind]),
            "breadcrumbs": [
                {
                    "label": "User list",
                    "url": reverse("autoupdate:accounts", args=[self.school.pk]),
                }
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})
