"""The demo: its world, its links, its database."""
