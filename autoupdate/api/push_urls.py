"""The addresses to which MISs push, below ``api/push/``."""

from django.urls import path

from autoupdate.api import push_views

app_name = "push_api"

urlpatterns = [
    path("v1/uploads/<uuid:upload_id>", push_views.PushedView.as_view(), name="upload"),
    path("v1/<str:sub_report>", push_views.PushView.as_view(), name="send"),
]
