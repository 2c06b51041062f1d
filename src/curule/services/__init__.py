"""Commands: one function, one transaction, from a request to an event."""
