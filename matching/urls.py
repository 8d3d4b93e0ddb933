"""The addresses of the matching app. Included at the root of the site."""

from django.urls import path

from matching.views import confirming, excluded, person

app_name = "matching"

_RESULTS = "schools/<int:school_id>/results/"

urlpatterns = [
    path(f"{_RESULTS}people/<int:person_id>/", person.PersonPage.as_view(), name="person"),
    path(
        f"{_RESULTS}people/<int:person_id>/create/", confirming.CreatePage.as_view(), name="create"
    ),
    path(
        f"{_RESULTS}decisions/<int:decision_id>/undo/", confirming.UndoPage.as_view(), name="undo"
    ),
    path(f"{_RESULTS}excluded/", excluded.ListPage.as_view(), name="excluded"),
    path(f"{_RESULTS}excluded/add/", excluded.AddPage.as_view(), name="excluded_add"),
    path(
        f"{_RESULTS}excluded/<int:name_id>/remove/",
        excluded.RemovePage.as_view(),
        name="excluded_remove",
    ),
]
