"""The addresses of the autoupdate app, a module for each group of pages. Included at the root."""

from autoupdate.urls import (
    agent,
    cases,
    changes,
    connecting,
    helping,
    pulls,
    results,
    reviewing,
    school_life,
    settings,
    slips,
)

app_name = "autoupdate"

urlpatterns = [
    *agent.urlpatterns,
    *cases.urlpatterns,
    *changes.urlpatterns,
    *connecting.urlpatterns,
    *helping.urlpatterns,
    *pulls.urlpatterns,
    *results.urlpatterns,
    *reviewing.urlpatterns,
    *school_life.urlpatterns,
    *settings.urlpatterns,
    *slips.urlpatterns,
]
