"""Queries: they return frozen rows, never models, and never write."""
