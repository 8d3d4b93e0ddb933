"""What people decide about who is who: each action is one transaction with its audit event."""
