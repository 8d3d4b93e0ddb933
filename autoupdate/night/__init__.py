"""The night of one school against the database: read the facts, apply the plan, close the run."""
