"""Puts the demonstration into the portal: its places and people, then evenings and nights."""
