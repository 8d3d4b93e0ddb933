"""The engine that joins the embedded PostgreSQL by itself."""

import pytest
from django.core.cache import cache
from django.db import connection

pytestmark = pytest.mark.django_db


def test_the_database_is_postgresql_18_or_the_one_that_was_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute("show server_version_num")
        assert int(cursor.fetchone()[0]) >= 150000


def test_the_cache_answers() -> None:
    cache.set("word", "Łukasz")
    assert cache.get("word") == "Łukasz"


def test_dbshell_finds_the_server_and_its_own_psql() -> None:
    if connection.settings_dict["ENGINE"] != "uso_portal.embedded.postgres":
        pytest.skip("a server of somebody's own was named")
    words, _ = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    assert words[0].endswith("/bin/psql")
    assert words[words.index("-h") + 1].endswith("postgres-socket")
