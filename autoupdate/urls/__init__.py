"""The addresses of the autoupdate app, a module for each group of pages. Included at the root."""

from autoupdate.urls import (
    agent,
    cases,
    changes,
    connecting,
    pulls,
    results,
    reviewing,
    settings,
    slips,
)

app_name = "autoupdate"

urlpatterns = [
    *agent.urlpatterns,
    *cases.urlpatterns,
    *changes.urlpatterns,
    *connecting.urlpatterns,
    *pulls.urlpatterns,
    *results.urlpatterns,
    *reviewing.urlpatterns,
    *settings.urlpatterns,
    *slips.urlpatterns,
]
