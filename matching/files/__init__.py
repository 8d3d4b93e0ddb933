"""The engine on two CSV files, for the Service Desk: what would happen with this school's file?

Knows the engine and files, and no database.
"""
