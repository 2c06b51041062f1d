"""Writes the Python client's models, calls and nouns from the OpenAPI document: `make client`."""
