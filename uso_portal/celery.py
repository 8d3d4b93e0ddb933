"""The Celery app: Django's settings, the apps' tasks, and a broker that is asked for late."""

import os
import warnings
from typing import Any

from celery import Celery

from uso_portal import env

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uso_portal.settings")


def broker_url() -> str:
    """REDIS_URL, or the embedded Redis, which is started or joined by asking."""
    from uso_portal.embedded.portal import redis_url

    return env.REDIS_URL or redis_url(0)


class PortalCelery(Celery):
    """Celery, with the broker's address found at the first connection and not at import."""

    def connection_for_read(self, url: str | None = None, **options: Any) -> Any:
        """A connection to consume from."""
        return super().connection_for_read(url or broker_url(), **options)

    def connection_for_write(self, url: str | None = None, **options: Any) -> Any:
        """A connection to publish to."""
        return super().connection_for_write(url or broker_url(), **options)


if env.MODE == env.ONE_MACHINE:
    # A demonstration may be started as root; production's image never is.
    warnings.filterwarnings("ignore", message=".*superuser privileges", module="celery")

app = PortalCelery("uso_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
