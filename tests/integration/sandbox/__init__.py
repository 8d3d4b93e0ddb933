"""The sandbox where it meets the portal's database."""
