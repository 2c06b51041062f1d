"""What every template is given."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from curule.core.languages import Language
from curule.selectors.companies import find_staff_role
from curule.wording.values import Reader


def reader(request: HttpRequest) -> dict[str, Any]:
    """Return who reads the page; a view may give another reader, who knows the plan's own noun."""
    found: Reader = getattr(request, "reader", None) or _stranger()
    return {
        "reader": found,
        "language": found.language.value,
        "path": request.path,
        "is_demo": getattr(settings, "CURULE_DEMO", False),
        "works_in_console": SimpleLazyObject(lambda: _works_in_console(request)),
    }


def _works_in_console(request: HttpRequest) -> bool:
    """Whether the reader is staff, who find back to the console from their own pages."""
    person = getattr(request, "user", None)
    return person is not None and person.is_authenticated and bool(find_staff_role(person.pk))


def _stranger() -> Reader:
    """Return the reader of a request that was refused before anybody asked who reads it."""
    short = (translation.get_language() or "en").split("-")[0]
    return Reader(language=Language(short) if short in set(Language) else Language.EN)
