"""What people and machines do with reports, keys, uploads and runs: one transaction each, with its audit event."""
