"""The gateways in use, each named by a dotted path, as Django names its e-mail backends.

Where the settings say nothing, these are `stripe` if its key was given, `sandbox` and
`bank_transfer`; else exactly those of

    CURULE_PAYMENT_GATEWAYS = {
        "sandbox": {
            "BACKEND": "curule.gateways.payments.sandbox.SandboxGateway",
            "OPTIONS": {"path": CURULE_DATA / "sandbox.sqlite3"},
        },
    }

A vendor's own gateway is a class that fulfils `PaymentGateway`; OPTIONS are its keyword arguments.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from curule.gateways.payments.base import PaymentGateway

SETTING: Final = "CURULE_PAYMENT_GATEWAYS"

_made: Final[dict[str, PaymentGateway]] = {}
_lock: Final = Lock()


class UnknownGateway(LookupError):
    """No gateway of that name is configured."""


def names() -> tuple[str, ...]:
    """Return the names of the configured gateways, in the order of the setting."""
    return tuple(_configured())


def gateway(name: str) -> PaymentGateway:
    """Return the gateway of that name; it is made once for the process.

    Raises:
        UnknownGateway: none is configured under that name.
        ImproperlyConfigured: its class cannot be imported or refuses its options.
    """
    with _lock:
        if name not in _made:
            _made[name] = _make(name)
        return _made[name]


@contextmanager
def replaced(**gateways: PaymentGateway) -> Iterator[None]:
    """Use other gateways under these names for a while, in every thread: `replaced(sandbox=…)`.

    For scenario runs and tests, which bring a sandbox with a memory of its own.
    """
    with _lock:
        before = dict(_made)
        _made.update(gateways)
    try:
        yield
    finally:
        with _lock:
            _made.clear()
            _made.update(before)


def _configured() -> Mapping[str, Mapping[str, Any]]:
    package = "curule.gateways.payments"
    access = settings.CURULE_STRIPE
    by_card: dict[str, Mapping[str, Any]] = {}
    if access is not None:
        by_card["stripe"] = {
            "BACKEND": f"{package}.stripe.StripeGateway",
            "OPTIONS": {
                "key": access.key,
                "webhook_secret": access.webhook_secret,
                "url": access.url,
            },
        }
    standard = {
        **by_card,
        "sandbox": {
            "BACKEND": f"{package}.sandbox.SandboxGateway",
            "OPTIONS": {"path": settings.CURULE_DATA / "sandbox.sqlite3"},
        },
        "bank_transfer": {"BACKEND": f"{package}.bank_transfer.BankTransferGateway"},
    }
    return cast("Mapping[str, Mapping[str, Any]]", getattr(settings, SETTING, standard))


def _make(name: str) -> PaymentGateway:
    configured = _configured()
    if name not in configured:
        raise UnknownGateway(
            f"there is no payment gateway {name!r}; {SETTING} names {', '.join(configured)}"
        )
    path, options = configured[name]["BACKEND"], configured[name].get("OPTIONS", {})
    try:
        return cast("PaymentGateway", import_string(path)(**options))
    except (ImportError, TypeError) as error:
        raise ImproperlyConfigured(
            f"{SETTING}[{name!r}]: {path} cannot be used: {error}"
        ) from error
