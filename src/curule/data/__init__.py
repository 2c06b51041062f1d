"""The tables: models, constraints, triggers and migrations; no decisions."""
