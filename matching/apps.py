"""The Django app's name and label."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Configuration of the matching app."""

    name = "matching"
    default_auto_field = "django.db.models.BigAutoField"
