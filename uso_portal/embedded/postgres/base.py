"""Django's PostgreSQL engine, which starts or joins the embedded server at its first connection.

Commands that never connect (help, check, collectstatic) so never start a server.
"""

from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.client import DatabaseClient as PostgresClient
from django.db.utils import OperationalError

from uso_portal.embedded.errors import EmbeddedError
from uso_portal.embedded.folders import find_programs
from uso_portal.embedded.portal import addresses
from uso_portal.embedded.postgres_server import NAME


class DatabaseClient(PostgresClient):
    """`manage.py dbshell`, with the psql that the wheel ships."""

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Any
    ) -> tuple[list[str], dict[str, str] | None]:
        """Fill in where the server is before psql is called."""
        place = {"HOST": addresses().postgres_host, "USER": NAME}
        words, environment = super().settings_to_cmd_args_env(settings_dict | place, parameters)
        return [str(find_programs() / "psql"), *words[1:]], environment


class DatabaseWrapper(base.DatabaseWrapper):
    """The engine itself: all of PostgreSQL's, with the place asked for late."""

    client_class = DatabaseClient

    def get_connection_params(self) -> dict[str, Any]:
        """Join the embedded server (cheap when joined before) and say where it is."""
        try:
            host = addresses().postgres_host
        except EmbeddedError as error:
            raise OperationalError(str(error)) from error
        self.settings_dict |= {"HOST": host, "USER": NAME}
        return super().get_connection_params()
