"""What each MIS can send and how it is read: declarations and parsers, without Django or Celery."""
