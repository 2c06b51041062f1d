"""The renewal run: together as one by one."""
