"""SchoolFacts: an upload that was closed because the school changed its MIS is no trouble."""

from importlib import import_module

from django.db import migrations

_BEFORE: str = import_module("autoupdate.migrations.0003_school_facts").VIEW
_BEFORE = _BEFORE.replace("CREATE VIEW", "CREATE OR REPLACE VIEW")
_AFTER = _BEFORE.replace(
    "u.fault <> 'report_withdrawn'", "u.fault NOT IN ('report_withdrawn', 'mis_changed')"
)


class Migration(migrations.Migration):
    """Replace the view."""

    dependencies = [("autoupdate", "0006_mis_changes")]
    operations = [migrations.RunSQL(_AFTER, _BEFORE)]
