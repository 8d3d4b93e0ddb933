"""Make match decisions append-only in the database itself."""

from django.db import migrations

TRIGGER = """
CREATE TRIGGER decision_append_only BEFORE UPDATE OR DELETE ON matching_matchdecision
FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""


class Migration(migrations.Migration):
    """Add the trigger."""

    dependencies = [("matching", "0001_initial"), ("accounts", "0002_append_only_audit")]
    operations = [
        migrations.RunSQL(TRIGGER, "DROP TRIGGER decision_append_only ON matching_matchdecision"),
    ]
