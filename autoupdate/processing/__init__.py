"""The night of one school: from stored uploads to a plan, and from the plan to committed rows."""
