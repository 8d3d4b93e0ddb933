"""Whole School Bulk Results, held removals and the pages of USO accounts.

Names: results, results_all, not_matched, create_many, waiting_mail, waiting_mail_off,
unallocated, restore, restore_undo, outcomes, holds, hold, hold_release, users, saved_filters,
user_columns, accounts, account, account_let_go, account_give_back, account_name,
account_name_release.
"""

from django.urls import URLPattern, URLResolver, include, path

from accounts.converters import KIND
from autoupdate.views import (
    account_deeds,
    accounts,
    creating,
    holds,
    outcomes,
    restoring,
    results,
    results_all,
    saved_filters,
    unallocated,
    users,
    waiting,
    waiting_mails,
)

_unallocated = [
    path("", unallocated.UnallocatedPage.as_view(), name="unallocated"),
    path("restore/", restoring.RestorePage.as_view(), name="restore"),
    path("undo/", restoring.UndoRestorePage.as_view(), name="restore_undo"),
]
_results: list[URLPattern | URLResolver] = [
    path("", results.ResultsFrontPage.as_view(), name="results"),
    path(f"{KIND}/not-matched/", waiting.WaitingPage.as_view(), name="not_matched"),
    path(
        f"{KIND}/not-matched/create/",
        creating.CreateManyPage.as_view(),
        name="create_many",
    ),
    path(f"{KIND}/unallocated/", include(_unallocated)),
    path("weekly-mail/", waiting_mails.WaitingMailPage.as_view(), name="waiting_mail"),
    path("runs/<int:run_id>/", outcomes.OutcomesPage.as_view(), name="outcomes"),
    path("held/", holds.HoldsPage.as_view(), name="holds"),
    path("held/<int:hold_id>/", holds.HoldPage.as_view(), name="hold"),
    path("held/<int:hold_id>/release/", holds.ReleasePage.as_view(), name="hold_release"),
]

_account = [
    path("", accounts.AccountPage.as_view(), name="account"),
    path("let-go/", account_deeds.LetGoPage.as_view(), name="account_let_go"),
    path("give-back/", account_deeds.GiveBackPage.as_view(), name="account_give_back"),
    path("name/", account_deeds.NamePage.as_view(), name="account_name"),
    path("name/release/", account_deeds.ReleaseNamePage.as_view(), name="account_name_release"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "weekly-mail/<str:token>/",
        waiting_mails.WaitingMailOffPage.as_view(),
        name="waiting_mail_off",
    ),
    path("results/", results_all.ResultsOfAllPage.as_view(), name="results_all"),
    path("users/", users.UsersPage.as_view(), name="users"),
    path("users/filters/", saved_filters.SavedFiltersPage.as_view(), name="saved_filters"),
    path("users/columns/", saved_filters.ColumnsPage.as_view(), name="user_columns"),
    path("schools/<int:school_id>/results/", include(_results)),
    path("schools/<int:school_id>/accounts/", accounts.AccountsPage.as_view(), name="accounts"),
    path("schools/<int:school_id>/accounts/<int:account_id>/", include(_account)),
]
