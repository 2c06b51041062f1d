"""Buying: subscriptions, numbers of seats, plans; the quote, its review and the order."""
