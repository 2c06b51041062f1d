"""Curule: a self-hosted service that sells seats, gives them to people and bills them."""

import zoneinfo

# The rules of time zones change several times a year. All that is computed here goes by the release
# that is installed with Curule, and not by what the machine happens to have: else the same
# subscription would end on different days on two machines (ADR 19).
zoneinfo.reset_tzpath(to=())

__version__ = "0.1.0.dev0"
