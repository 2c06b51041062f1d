"""Every setting, read once to say all that is wrong with them: for `curule config check`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from curule.config import environment, reaching

VARIABLES: Final[frozenset[str]] = frozenset(
    re.findall(r"^    ([A-Z_]{4,})  ", environment.__doc__ or "", re.MULTILINE)
)
"""Every variable that is read, as the table above lists them."""

SECRETS: Final = frozenset(
    {
        "DATABASE_URL",
        "CURULE_SECRET_KEY",
        "CURULE_SMTP_URL",
        "CURULE_METRICS_TOKEN",
        "CURULE_STRIPE_KEY",
        "CURULE_STRIPE_WEBHOOK_SECRET",
    }
)


def mistakes() -> tuple[str, ...]:
    """Return a sentence for each variable that is wrong, and for each that nobody reads.

    Nothing is made or changed on the way.
    """
    return (*_wrong(), *_unread())


def _wrong() -> Iterator[str]:
    for read in (
        lambda: environment.envbool("CURULE_DEMO", default=False),
        lambda: environment.envbool("CURULE_DEBUG", default=False),
        lambda: environment.envbool("CURULE_WEBHOOK_LOOPBACK", default=False),
        lambda: environment.envbool("CURULE_SSO_LOOPBACK", default=False),
        lambda: environment.envbool("CURULE_CHECK_MAIL_DOMAINS", default=True),
        lambda: environment.envchoice(
            "CURULE_DB_POOLER", default="none", choices=frozenset({"none", "transaction"})
        ),
        lambda: environment.envchoice(
            "CURULE_LOG_FORMAT", default="json", choices=environment.LOG_FORMATS
        ),
        lambda: environment.envchoice(
            "CURULE_LOG_LEVEL", default="info", choices=environment.LOG_LEVELS
        ),
        lambda: environment.vies_url(demo=False),
        lambda: environment.bank_account(demo=False),
        reaching.name_servers,
        environment.given_key,
        environment.base_url,
        environment.mail_server,
        environment.metrics_token,
        environment.proxies,
        reaching.sso_ports,
        environment.stripe,
        environment.token_days,
        environment.token_devices,
        reaching.webhook_ports,
        environment.worker_address,
        lambda: environment.envsecret("DATABASE_URL"),
    ):
        try:
            read()
        except environment.ConfigurationError as error:
            yield str(error)


def _unread() -> Iterator[str]:
    """Find names that look like ours and are not, such as misspelled ones."""
    for name in sorted(os.environ):
        known = name.removesuffix("_FILE") if name.removesuffix("_FILE") in SECRETS else name
        if name.startswith("CURULE_") and known not in VARIABLES:
            near = get_close_matches(name, VARIABLES, n=1)
            hint = f"did you mean {near[0]}?" if near else "take it away."
            yield f"{name} is no setting of Curule; {hint}"
