"""Drop indexes on a foreign key that another index of the table begins with."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep the foreign keys, without an index of their own."""

    dependencies = [
        ("accounts", "0007_no_second_index"),
        ("autoupdate", "0012_last_processed_upload"),
    ]

    operations = [
        migrations.AlterField(
            model_name="outcome",
            name="account",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outcomes",
                to="accounts.usoaccount",
            ),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="run",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outcomes",
                to="autoupdate.processingrun",
            ),
        ),
    ]
