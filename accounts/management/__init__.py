"""Commands about people for `manage.py`."""
