"""The one-machine services: a real PostgreSQL and Redis that commands start, join and leave.

They know nothing of the portal, which asks for them only without DATABASE_URL and REDIS_URL.
"""
