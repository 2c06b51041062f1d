"""The customers' pages: people, seats, subscriptions, money."""
