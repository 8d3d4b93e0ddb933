"""The one table of addresses; it includes the apps' own and knows no view of theirs."""

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView

from accounts.views.own_second_step import AddPasskey, RemovePasskey, SetUpApp
from uso_portal import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("account/2fa/totp/activate/", SetUpApp.as_view(), name="mfa_activate_totp"),
    path("account/2fa/webauthn/add/", AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(
        "account/2fa/webauthn/keys/<int:pk>/remove/",
        RemovePasskey.as_view(),
        name="mfa_remove_webauthn",
    ),
    path("account/", include("allauth.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/agent/", include("autoupdate.api.urls")),
    path("api/staff/", include("autoupdate.api.staff_urls")),
    path("api/push/", include("autoupdate.api.push_urls")),
    path("", include("accounts.urls")),
    path("", include("matching.urls")),
    path("", include("autoupdate.urls")),
]
