"""Invitations after they were sent, and what the invited ask for."""
