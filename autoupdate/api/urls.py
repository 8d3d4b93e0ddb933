"""The addresses of the agent's API, below ``api/agent/``."""

from django.urls import path

from autoupdate.api import views

app_name = "agent_api"

urlpatterns = [
    path("v1/configuration", views.ConfigurationView.as_view(), name="configuration"),
    path("v1/uploads", views.UploadsView.as_view(), name="uploads"),
    path("v1/uploads/<uuid:upload_id>", views.UploadView.as_view(), name="upload"),
]
