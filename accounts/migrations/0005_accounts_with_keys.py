"""Find accounts by blocking keys through the index, whatever the planner believes."""

from django.db import migrations

# A table that grew tonight has no statistics yet, and the planner would rather read all of it.
FUNCTION = """
CREATE FUNCTION accounts_with_keys(keys varchar[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SET enable_seqscan = off
AS $$ SELECT id FROM accounts_usoaccount WHERE blocking_keys && keys $$
"""


class Migration(migrations.Migration):
    """Add the function that the night asks for candidates."""

    dependencies = [("accounts", "0004_direct_key_index")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION accounts_with_keys(varchar[])")]
