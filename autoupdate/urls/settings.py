"""Home, AutoUpdate Settings, Upload History and the Service Desk's pages.

Names: home, schools, nights, school, school_nights, settings, report, report_accept,
report_withdraw, key, key_new, key_revoke, history, uploads, upload, upload_file, desk_home,
desk_night, desk_role_requests, desk_schools, desk_force_set, desk_forced, desk_school,
desk_school_details, desk_force,
desk_opt_out, desk_opt_in, desk_why, run, run_progress.
"""

from django.urls import URLPattern, URLResolver, include, path

from autoupdate.views import (
    desk,
    desk_details,
    desk_fields,
    desk_home,
    desk_requests,
    desk_school,
    forcing,
    home,
    night_charts,
    progress,
    schools,
    settings,
    settings_history,
    settings_key,
    settings_reports,
    uploads,
    uploads_one,
)

_report = [
    path("", settings_reports.ReportPage.as_view(), name="report"),
    path("accept/", settings_reports.AcceptReport.as_view(), name="report_accept"),
    path("withdraw/", settings_reports.WithdrawReport.as_view(), name="report_withdraw"),
]
_settings: list[URLPattern | URLResolver] = [
    path("", settings.SettingsPage.as_view(), name="settings"),
    path("reports/<slug:report>/", include(_report)),
    path("licence-key/", settings_key.ShowKey.as_view(), name="key"),
    path("licence-key/new/", settings_key.NewKey.as_view(), name="key_new"),
    path("licence-key/revoke/", settings_key.RevokeKey.as_view(), name="key_revoke"),
]
_school: list[URLPattern | URLResolver] = [
    path("", home.SchoolHomePage.as_view(), name="school"),
    path("nights/", night_charts.SchoolNightsPage.as_view(), name="school_nights"),
    path("autoupdate-settings/", include(_settings)),
    path("history/", settings_history.HistoryPage.as_view(), name="history"),
    path("uploads/", uploads.UploadHistoryPage.as_view(), name="uploads"),
    path("uploads/<uuid:upload_id>/", uploads_one.UploadPage.as_view(), name="upload"),
    path("uploads/<uuid:upload_id>/file/", uploads_one.KeptFile.as_view(), name="upload_file"),
]
_desk_school = [
    path("", desk_school.DeskSchoolPage.as_view(), name="desk_school"),
    path("force/", desk_school.ForceProcessing.as_view(), name="desk_force"),
    path("opt-out/", desk_fields.OptOutPage.as_view(), name="desk_opt_out"),
    path(
        "opt-in/<slug:sub_report>/<slug:field>/",
        desk_fields.OptInPage.as_view(),
        name="desk_opt_in",
    ),
    path("details/", desk_details.SchoolDetailsPage.as_view(), name="desk_school_details"),
    path("why/", desk_fields.WhyPage.as_view(), name="desk_why"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.HomePage.as_view(), name="home"),
    path("schools/", schools.SchoolsPage.as_view(), name="schools"),
    path("nights/", night_charts.NightsPage.as_view(), name="nights"),
    path("schools/<int:school_id>/", include(_school)),
    path("desk/", desk_home.DeskHomePage.as_view(), name="desk_home"),
    path(
        "desk/role-requests/",
        desk_requests.DeskRequestsPage.as_view(),
        name="desk_role_requests",
    ),
    path("desk/night/", desk_home.NightProgressPart.as_view(), name="desk_night"),
    path("desk/force/", forcing.ForceSetPage.as_view(), name="desk_force_set"),
    path("desk/forced/", forcing.ForcedSet.as_view(), name="desk_forced"),
    path("desk/schools/", desk.DeskSchoolsPage.as_view(), name="desk_schools"),
    path("desk/schools/<int:school_id>/", include(_desk_school)),
    path("desk/runs/<int:run_id>/", progress.RunPage.as_view(), name="run"),
    path("desk/runs/<int:run_id>/progress/", progress.RunProgress.as_view(), name="run_progress"),
]
