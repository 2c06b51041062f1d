"""Offline tokens: the keys that sign them, the devices they are for, and giving them out."""
