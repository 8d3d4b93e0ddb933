"""Questions about reports, uploads, runs and outcomes; they change nothing."""
