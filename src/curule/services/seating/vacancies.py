"""Seats that became free, whatever freed them: who waits gets them before the command ends.

After those who wait come the people whom a verified domain lets in.

Every way of freeing a seat, and of adding one, notes its subscription in the command
(`Command.vacate`), and every command comes by here once before it commits. So no door can forget
those who wait, and nobody else sees the seat before them.
"""

from __future__ import annotations

from curule.services._acts import Command
from curule.services.seating import by_domain, waitlist


def fill(command: Command) -> None:
    """Give what became free in a command to those who wait; that may free more."""
    while command.vacant:
        subscription_id = min(command.vacant)
        inside = command.vacant.pop(subscription_id)
        waitlist.serve(inside, subscription_id)
        by_domain.serve(inside, subscription_id)
