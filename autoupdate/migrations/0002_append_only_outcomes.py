"""Make outcomes append-only in the database itself."""

from django.db import migrations

TRIGGER = """
CREATE TRIGGER outcome_append_only BEFORE UPDATE OR DELETE ON autoupdate_outcome
FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""


class Migration(migrations.Migration):
    """Add the trigger."""

    dependencies = [("autoupdate", "0001_initial"), ("accounts", "0002_append_only_audit")]
    operations = [
        migrations.RunSQL(TRIGGER, "DROP TRIGGER outcome_append_only ON autoupdate_outcome"),
    ]
