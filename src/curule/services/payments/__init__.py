"""Money from and to customers: cards, transfers, statements, disputes."""
