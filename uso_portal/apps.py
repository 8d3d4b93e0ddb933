"""The project as an app, so that it can hold commands and checks of its own."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Holds the demo, the embedded servers and the start-up checks."""

    name = "uso_portal"
    verbose_name = "USO portal"
