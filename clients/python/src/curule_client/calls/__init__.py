# Written by `make client` from the OpenAPI document; not by hand.
"""Every operation as a value: what is sent, and what comes back."""
