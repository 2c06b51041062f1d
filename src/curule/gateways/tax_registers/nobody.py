"""No office: numbers are checked by their form only."""

from __future__ import annotations

from curule.gateways.tax_registers.base import NotAnswered, RegisterAnswer


class Nobody:
    """Stands where no office is to be asked."""

    def covers(self, number: str) -> bool:
        """Return that it answers for no number."""
        del number
        return False

    def ask(self, number: str, *, requester: str = "") -> RegisterAnswer:
        """Return that nobody answered."""
        del number, requester
        return NotAnswered(reason="nobody is asked", is_everywhere=True)
