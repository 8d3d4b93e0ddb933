"""Commands of the autoupdate app."""
