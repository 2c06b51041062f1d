"""Webhooks out: endpoints, what they are told, and telling it again."""
