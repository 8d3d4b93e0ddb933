"""Questions about schools, portal users and accounts; they change nothing."""
