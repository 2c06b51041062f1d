"""Renewals, one by one and in thousands."""
