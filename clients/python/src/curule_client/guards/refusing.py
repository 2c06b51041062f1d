"""What somebody without a seat is answered, whichever framework serves the product."""

from __future__ import annotations

from typing import Any, Final

from curule_client.models import Entitlement

STATUS: Final = 403
MEDIA_TYPE: Final = "application/problem+json"


def problem(answer: Entitlement) -> dict[str, Any]:
    """Return the body (RFC 9457): why not, and what would help; never whose seat it is."""
    return {
        "title": "You have no seat for this product.",
        "status": STATUS,
        "code": "no_access",
        "reason": answer.reason,
        "options": list(answer.options),
    }
