"""The pages of AutoUpdate: each reads through queries and changes through actions."""
