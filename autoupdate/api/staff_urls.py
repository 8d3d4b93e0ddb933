"""The addresses from which staff read results as data, below ``api/staff/``."""

from django.urls import path

from autoupdate.api import staff_views

app_name = "staff_api"

_SCHOOL = "v1/schools/<int:school_id>/"

urlpatterns = [
    path(
        f"{_SCHOOL}runs/<int:run_id>/outcomes",
        staff_views.OutcomesView.as_view(),
        name="outcomes",
    ),
    path(
        f"{_SCHOOL}people/<int:person_id>/candidates",
        staff_views.CandidatesView.as_view(),
        name="candidates",
    ),
]
