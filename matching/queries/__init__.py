"""Questions about MIS persons, links and candidates; they change nothing."""
