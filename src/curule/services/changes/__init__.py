"""What a change costs and what it does: quotes, and all that carries an order out."""
