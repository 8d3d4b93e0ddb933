"""Leave room on each page, so that a changed account or association stays on it.

PostgreSQL then need not write into every index for a change that no index shows.
"""

from django.db import migrations

TABLES = ("accounts_usoaccount", "accounts_schoolassociation")


class Migration(migrations.Migration):
    """Fill pages of accounts and associations to nine tenths."""

    dependencies = [("accounts", "0005_accounts_with_keys")]
    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} SET (fillfactor = 90)", f"ALTER TABLE {table} RESET (fillfactor)"
        )
        for table in TABLES
    ]
