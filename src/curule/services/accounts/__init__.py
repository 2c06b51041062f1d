"""Accounts, how they are taxed, and the vendor who sells to them."""
