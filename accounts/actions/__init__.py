"""What people do to schools, users and accounts: one transaction each, audit event inside."""
