"""What `manage.py` can do with the matching engine."""
