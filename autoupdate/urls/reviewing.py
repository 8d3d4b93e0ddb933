"""Accounts that a school holds without its MIS.

Names: non_mis, non_mis_settle, non_mis_undo, non_mis_done, non_mis_account.
"""

from django.urls import URLPattern, URLResolver, include, path

from autoupdate.views import non_mis, non_mis_account, non_mis_settle

_non_mis = [
    path("", non_mis.NonMisPage.as_view(), name="non_mis"),
    path("settle/", non_mis_settle.SettlePage.as_view(), name="non_mis_settle"),
    path("undo/", non_mis_settle.UndoEndPage.as_view(), name="non_mis_undo"),
    path("done/", non_mis_settle.DonePage.as_view(), name="non_mis_done"),
    path("<int:account_id>/", non_mis_account.NonMisAccountPage.as_view(), name="non_mis_account"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("schools/<int:school_id>/accounts/non-mis/", include(_non_mis)),
]
