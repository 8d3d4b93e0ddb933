"""A journey per MIS: from a school without any to its accounts after a night."""
