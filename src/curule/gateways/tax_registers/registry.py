"""The office that is asked, named by a dotted path, as payment gateways are.

Where the settings say nothing it is VIES if `CURULE_CHECK_TAX_IDS` is on, else nobody; else

    CURULE_TAX_ID_REGISTER = {
        "BACKEND": "our.registers.SwissRegister",
        "OPTIONS": {"url": "https://…"},
    }
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from curule.gateways.tax_registers.base import TaxIdRegister

SETTING: Final = "CURULE_TAX_ID_REGISTER"

_made: Final[list[TaxIdRegister]] = []
_lock: Final = Lock()


def tax_id_register() -> TaxIdRegister:
    """Return the office that is asked; it is made once for the process.

    Raises:
        ImproperlyConfigured: its class cannot be imported or refuses its options.
    """
    with _lock:
        if not _made:
            _made.append(_make())
        return _made[-1]


@contextmanager
def replaced(register: TaxIdRegister) -> Iterator[None]:
    """Ask another office for a while, in every thread; for tests."""
    with _lock:
        _made.append(register)
    try:
        yield
    finally:
        with _lock:
            _made.remove(register)


def _make() -> TaxIdRegister:
    package = "curule.gateways.tax_registers"
    url = settings.CURULE_VIES_URL
    standard: Mapping[str, Any] = {"BACKEND": f"{package}.nobody.Nobody"}
    if url:
        standard = {"BACKEND": f"{package}.vies.Vies", "OPTIONS": {"url": url}}
    chosen = cast("Mapping[str, Any]", getattr(settings, SETTING, standard))
    path = chosen["BACKEND"]
    try:
        return cast("TaxIdRegister", import_string(path)(**chosen.get("OPTIONS", {})))
    except (ImportError, TypeError) as error:
        raise ImproperlyConfigured(f"{SETTING}: {path} cannot be used: {error}") from error
