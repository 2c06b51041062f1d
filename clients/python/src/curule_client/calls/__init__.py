"""Every operation as a value: what is sent, and what comes back."""
