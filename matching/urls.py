"""The addresses of the matching app. Included at the root of the site."""

from django.urls import path

from accounts.converters import KIND
from matching.views import (
    confirming,
    decided,
    excluded,
    person,
    requesting,
    searching,
    undoing_together,
)

app_name = "matching"

_REQUEST = "schools/<int:school_id>/accounts/request/"
_RESULTS = "schools/<int:school_id>/results/"

urlpatterns = [
    path(_REQUEST, requesting.RequestPage.as_view(), name="request"),
    path(f"{_REQUEST}{KIND}/", requesting.DetailsPage.as_view(), name="request_details"),
    path(f"{_REQUEST}{KIND}/similar/", requesting.AlikePage.as_view(), name="request_alike"),
    path(
        f"{_REQUEST}{KIND}/confirm/",
        requesting.ConfirmPage.as_view(),
        name="request_confirm",
    ),
    path(f"{_REQUEST}undo/<int:account_id>/", requesting.UndoPage.as_view(), name="request_undo"),
    path(f"{_RESULTS}people/<int:person_id>/", person.PersonPage.as_view(), name="person"),
    path(
        f"{_RESULTS}people/<int:person_id>/search/",
        searching.SearchPage.as_view(),
        name="search",
    ),
    path(
        f"{_RESULTS}people/<int:person_id>/search/<int:account_id>/",
        searching.FoundPage.as_view(),
        name="found",
    ),
    path(
        f"{_RESULTS}people/<int:person_id>/create/", confirming.CreatePage.as_view(), name="create"
    ),
    path(
        f"{_RESULTS}decisions/<int:decision_id>/undo/", confirming.UndoPage.as_view(), name="undo"
    ),
    path(
        f"{_RESULTS}decisions/together/<uuid:together>/undo/",
        undoing_together.UndoTogetherPage.as_view(),
        name="undo_together",
    ),
    path(f"{_RESULTS}decisions/", decided.DecidedPage.as_view(), name="decided"),
    path(f"{_RESULTS}excluded/", excluded.ListPage.as_view(), name="excluded"),
    path(f"{_RESULTS}excluded/add/", excluded.AddPage.as_view(), name="excluded_add"),
    path(
        f"{_RESULTS}excluded/<int:name_id>/remove/",
        excluded.RemovePage.as_view(),
        name="excluded_remove",
    ),
]
