"""Leave room on each page, so that a changed MIS person stays on it.

PostgreSQL then need not write into every index for a change that no index shows.
"""

from django.db import migrations


class Migration(migrations.Migration):
    """Fill pages of MIS persons to nine tenths."""

    dependencies = [("matching", "0003_link_ends_with_the_mis")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE matching_misperson SET (fillfactor = 90)",
            "ALTER TABLE matching_misperson RESET (fillfactor)",
        )
    ]
