"""Drop indexes on a foreign key that another index of the table begins with."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep the foreign keys, without an index of their own."""

    dependencies = [
        ("accounts", "0006_room_for_updates"),
    ]

    operations = [
        migrations.AlterField(
            model_name="schoolassociation",
            name="school",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="associations",
                to="accounts.school",
            ),
        ),
        migrations.AlterField(
            model_name="usernamestem",
            name="local_authority",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.localauthority",
            ),
        ),
    ]
