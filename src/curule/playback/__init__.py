"""Scenario files: parse, play and print them through the real services."""
