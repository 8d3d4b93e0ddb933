"""Changing a school's MIS, and what came of it.

Names: change_mis, change_mis_to, changes, change, change_relinked, change_to_match, change_missing,
change_new, change_keep, change_confirm, change_take_back.
"""

from django.urls import URLPattern, URLResolver, include, path

from autoupdate.views import change_choose, change_lists, change_result, change_settle

_change = [
    path("", change_result.ChangePage.as_view(), name="change"),
    path("relinked/", change_lists.RelinkedPage.as_view(), name="change_relinked"),
    path("to-match/", change_lists.ToMatchPage.as_view(), name="change_to_match"),
    path("missing/", change_lists.MissingPage.as_view(), name="change_missing"),
    path("new/", change_lists.NewPage.as_view(), name="change_new"),
    path("keep/", change_settle.KeepPage.as_view(), name="change_keep"),
    path("confirm/", change_settle.ConfirmPage.as_view(), name="change_confirm"),
    path("take-back/", change_settle.TakeBackPage.as_view(), name="change_take_back"),
]
_pages: list[URLPattern | URLResolver] = [
    path("change-mis/", change_choose.ChooseMisPage.as_view(), name="change_mis"),
    path("change-mis/<slug:product>/", change_choose.ChangeMisPage.as_view(), name="change_mis_to"),
    path("changes/", change_result.NewestChange.as_view(), name="changes"),
    path("changes/<int:change_id>/", include(_change)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("schools/<int:school_id>/autoupdate-settings/", include(_pages)),
]
