"""Offices that keep tax numbers, and can be asked whether they know one."""
