"""Rows across all accounts, as the vendor's staff reads them."""
