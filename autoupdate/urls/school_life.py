"""Groups, contacts and attendance. Names: groups, group, pupils, pupil, attendance."""

from django.urls import URLPattern, URLResolver, include, path

from autoupdate.views import pupil_contacts, school_life

_life = [
    path("", school_life.GroupsPage.as_view(), name="groups"),
    path("<int:group_id>/", school_life.GroupPage.as_view(), name="group"),
    path("pupils/", pupil_contacts.PupilsPage.as_view(), name="pupils"),
    path("pupils/<int:person_id>/", pupil_contacts.PupilPage.as_view(), name="pupil"),
    path("attendance/", school_life.AttendancePage.as_view(), name="attendance"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("schools/<int:school_id>/groups/", include(_life)),
]
