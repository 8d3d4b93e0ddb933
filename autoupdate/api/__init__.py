"""The agent's API: what the AutoUpdate software at a school asks of the portal and sends to it."""
