"""The addresses of the autoupdate app. Included at the root of the site."""

from django.urls import path

from autoupdate.api.connectivity import test_page

app_name = "autoupdate"

urlpatterns = [
    path("agent/test.html", test_page, name="agent_test"),
]
