"""WHO: schools, portal users and their permissions, USO accounts and the audit trail."""
