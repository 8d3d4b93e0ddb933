"""The style page: every component with made-up data, for those who build pages. Only in debug;
it must not touch the database."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.views import design_forms, design_samples

PAGES = {
    "": "components/gallery.html",
    "confirm": "components/confirm_page.html",
}
ERROR_PAGES = ("400", "403", "404", "429", "500")


def gallery(request: HttpRequest, page: str = "") -> HttpResponse:
    """Show one of the style pages: the gallery, the confirmation pattern or an error page."""
    if not settings.DEBUG:
        raise Http404
    if page in ERROR_PAGES:
        return render(request, f"{page}.html", design_samples.shell())
    if page not in PAGES:
        raise Http404
    if not page:
        _say_something(request)
    return render(request, PAGES[page], {**design_samples.shell(), **_context(request)})


def _say_something(request: HttpRequest) -> None:
    messages.success(request, "Amelia Thornton now has the account athornton1.201 again.")
    messages.warning(request, "Oakfield Primary sent no students last night.")


def _context(request: HttpRequest) -> dict[str, Any]:
    table = design_forms.PeopleTable(
        design_samples.PEOPLE, order_by=request.GET.get("sort", "name"), request=request
    )
    table.paginate(page=request.GET.get("page", 1), per_page=6)
    wide = design_forms.UploadsTable(design_samples.UPLOADS, prefix="up-", request=request)
    invalid = design_forms.SampleForm({"surname": "", "born_day": "31", "born_month": "2"})
    invalid.is_valid()
    return {
        **design_samples.components(),
        "table": table,
        "wide_table": wide,
        "empty_table": design_forms.PeopleTable([], prefix="none-"),
        "filterset": design_forms.SampleFilters(request.GET or {"kind": "staff"}),
        "sample_form": design_forms.SampleForm(),
        "invalid_form": invalid,
        "page_obj": Paginator(range(480), 20).page(7),
    }
