# Written by `make client` from the OpenAPI document; not by hand.
"""What can be done with each kind of thing."""
