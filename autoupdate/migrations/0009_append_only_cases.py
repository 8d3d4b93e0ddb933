"""Make the conversation of a case, and what was carried out for it, append-only in the database."""

from django.db import migrations

TABLES = ("casemessage", "casedeed")


def _trigger(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON autoupdate_{table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        f"DROP TRIGGER {table}_append_only ON autoupdate_{table}",
    )


class Migration(migrations.Migration):
    """Add the triggers."""

    dependencies = [("autoupdate", "0008_cases"), ("accounts", "0002_append_only_audit")]
    operations = [_trigger(table) for table in TABLES]
