"""The page with which the AutoUpdate software tests the connection."""

from django.urls import path

from autoupdate.api.connectivity import test_page

urlpatterns = [
    path("agent/test.html", test_page, name="agent_test"),
]
