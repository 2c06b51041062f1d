"""Money: invoices, ways to pay, what is owed and what is in credit."""
