"""The rules, pure: values in, values out; no framework, no I/O, no clock, no randomness."""
