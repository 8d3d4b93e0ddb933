"""The project as an app, so that it can hold commands of its own."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Holds the demo, the embedded servers, health and the worker's settings."""

    name = "uso_portal"
    verbose_name = "USO portal"

    def ready(self) -> None:
        """Make our Celery app the one that every `shared_task` belongs to."""
        from uso_portal import celery

        celery.app.set_default()
