"""Believable names for pretend people: tables, and a seeded picker that draws from them.

Knows nothing of schools or of any MIS.
"""

from sandbox.names.draw import NamePicker, PersonName, Sex

__all__ = ["NamePicker", "PersonName", "Sex"]
