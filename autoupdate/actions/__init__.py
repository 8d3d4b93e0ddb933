"""What people and machines do with reports, keys, uploads and runs, each with its audit event."""
