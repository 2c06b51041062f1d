"""What every template is given."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from curule.wording.values import Reader


def reader(request: HttpRequest) -> dict[str, Any]:
    """Return who reads the page; a view may give another reader, who knows the plan's own noun."""
    found: Reader | None = getattr(request, "reader", None)
    return {
        "reader": found,
        "language": found.language.value if found else "en",
        "path": request.path,
        "is_demo": getattr(settings, "CURULE_DEMO", False),
    }
