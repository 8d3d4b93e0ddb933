"""Commands of the matching engine for `manage.py`."""
