"""Bromcom: sends by itself every evening ("Generic API")."""
