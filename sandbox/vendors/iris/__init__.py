"""A pretend iSAMS (or Ed:gen) for each school. The wire is docs/connectors/iris.md."""
