"""Joining with a plan of one's own: what it would do, what becomes of the plan, and undoing it."""
