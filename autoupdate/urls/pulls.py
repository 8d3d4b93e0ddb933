"""Force run and the pages of pulls. Names: force_run, pull, pull_progress."""

from django.urls import URLPattern, URLResolver, include, path

from autoupdate.views import pulls

_school: list[URLPattern | URLResolver] = [
    path("autoupdate-settings/force-run/", pulls.ForceRunPage.as_view(), name="force_run"),
    path("uploads/fetched/<int:pull_id>/", pulls.PullPage.as_view(), name="pull"),
    path(
        "uploads/fetched/<int:pull_id>/progress/",
        pulls.PullProgress.as_view(),
        name="pull_progress",
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("schools/<int:school_id>/", include(_school)),
]
