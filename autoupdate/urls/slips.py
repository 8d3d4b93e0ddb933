"""Username slips. Names: slips, slips_made."""

from django.urls import URLPattern, URLResolver, path

from autoupdate.views import slips

_SLIPS = "schools/<int:school_id>/accounts/slips/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_SLIPS, slips.SlipsPage.as_view(), name="slips"),
    path(f"{_SLIPS}made/", slips.SlipsMadePage.as_view(), name="slips_made"),
]
