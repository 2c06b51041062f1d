"""The tax of what an account is charged: decided, or the charge is refused."""

from __future__ import annotations

import logging
from typing import Final

from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.tax_rules import TaxDecision
from curule.selectors.taxes import tax_of
from curule.services._acts import Command

log: Final = logging.getLogger("curule.taxes")


def decided_tax(command: Command) -> TaxDecision:
    """Return the tax on what is charged now. Refuses `tax_undecided`, and logs the reason."""
    found = tax_of(command.account, command.now)
    if not found.is_decided:
        question = "" if found.note is None else found.note.key
        log.warning(
            "the tax of a sale is not decided",
            extra={"account_id": str(command.account_id), "question": question},
        )
        raise Refused(refuse(RefusalCode.TAX_UNDECIDED))
    return found
