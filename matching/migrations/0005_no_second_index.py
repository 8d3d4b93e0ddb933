"""Drop indexes on a foreign key that another index of the table begins with."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep the foreign keys, without an index of their own."""

    dependencies = [
        ("accounts", "0007_no_second_index"),
        ("matching", "0004_room_for_updates"),
    ]

    operations = [
        migrations.AlterField(
            model_name="misperson",
            name="school_mis",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="people",
                to="accounts.schoolmis",
            ),
        ),
    ]
