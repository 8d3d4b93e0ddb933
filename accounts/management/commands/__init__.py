"""What `manage.py` can do about people."""
