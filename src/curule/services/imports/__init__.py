"""Customers who come from another system, with what runs there and who sits where."""
