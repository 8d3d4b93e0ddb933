"""The one table of addresses; it includes the apps' own and knows no view of theirs."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView

from uso_portal import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("account/", include("allauth.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
]

for _prefix, _module in (
    ("api/agent/", "autoupdate.api.urls"),
    ("", "accounts.urls"),
    ("", "matching.urls"),
    ("", "autoupdate.urls"),
):
    _package = _module.rpartition(".")[0]
    if find_spec(_package) and find_spec(_module):
        urlpatterns.append(path(_prefix, include(_module)))
