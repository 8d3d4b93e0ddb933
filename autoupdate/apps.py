"""The Django app's name and label."""

from django.apps import AppConfig


class AutoupdateConfig(AppConfig):
    """Configuration of the autoupdate app."""

    name = "autoupdate"
    default_auto_field = "django.db.models.BigAutoField"
