"""WHO IS WHO: MIS persons, their links to USO accounts, and the people no machine may match."""
