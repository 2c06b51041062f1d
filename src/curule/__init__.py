"""Curule: a self-hosted service that sells seats, gives them to people and bills them."""

__version__ = "0.1.0.dev0"
