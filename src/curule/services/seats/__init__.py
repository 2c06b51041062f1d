"""Giving seats: to one, to many, from a list, to a domain, on request; and who uses them."""
