"""What cases are made of: the kinds and their fields, what can be carried out, and the mails."""
