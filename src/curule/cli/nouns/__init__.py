"""What stands below `/v1` in the API, on the command line: noun, then verb."""
