"""What is unsafe about the settings and the files beside them (TH11, TH39)."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from curule.config.doctor.findings import Finding, unsafe, unwise

if TYPE_CHECKING:
    from django.conf import LazySettings

_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_EVERYWHERE: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - looked for, not bound
_PLACEHOLDERS: Final = ("change", "example", "secret", "password", "of-no-value", "insecure")
_FEWEST_LETTERS: Final = 12
"""So many different characters a key that was drawn at random has; one that was typed has fewer."""

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


def of_settings(settings: LazySettings, *, data_folder: Path) -> Iterator[Finding]:
    """Return what is unsafe or unwise about settings that can be read."""
    base: str = settings.CURULE_BASE_URL
    is_public = urlsplit(base).hostname not in _HERE
    yield from _of_modes(settings, is_public=is_public)
    yield from _of_address(base, is_public=is_public, proxies=settings.ALLAUTH_TRUSTED_PROXY_COUNT)
    yield from _of_key(settings.SECRET_KEY)
    yield from _of_mail(settings, is_public=is_public)
    yield from _of_money(settings, is_public=is_public)
    yield from _of_files(data_folder)
    if is_public and not settings.CURULE_DATABASE_URL:
        yield unwise(
            "The embedded PostgreSQL serves a public address; let DATABASE_URL name a server that "
            "is backed up and watched."
        )
    if os.geteuid() == 0:
        yield unwise("Curule runs as root; run it as a user of its own.")


def _of_modes(settings: LazySettings, *, is_public: bool) -> Iterator[Finding]:
    if settings.DEBUG:
        yield unsafe("CURULE_DEBUG is on, and errors show code and settings; set it to false.")
    if settings.CURULE_DEMO and (is_public or os.environ.get("HOST", "") in _EVERYWHERE):
        yield unsafe(
            "CURULE_DEMO is on where others can reach it, and anybody may sign in as anybody; "
            "set it to false, or listen to this computer only."
        )

    if is_public and settings.CURULE_SSO_LOOPBACK:
        yield unsafe(
            "CURULE_SSO_LOOPBACK is on, and an identity provider may be a service within; set it "
            "to false."
        )
    if is_public and settings.CURULE_WEBHOOK_LOOPBACK:
        yield unsafe(
            "CURULE_WEBHOOK_LOOPBACK is on, and whoever adds an endpoint of webhooks reaches "
            "services within; set it to false."
        )


def _of_address(base: str, *, is_public: bool, proxies: int) -> Iterator[Finding]:
    if is_public and base.startswith("http://"):
        yield unsafe(
            f"CURULE_BASE_URL is {base}: sign-ins and links travel readable; put a reverse proxy "
            "with TLS before Curule and write https://."
        )
    if is_public and not proxies:
        yield unwise(
            "CURULE_PROXIES is 0, so everybody behind your reverse proxy shares one limit on "
            "sign-ins; set it to how many proxies stand before Curule."
        )


def _of_key(key: str) -> Iterator[Finding]:
    if len(set(key)) < _FEWEST_LETTERS or any(word in key.lower() for word in _PLACEHOLDERS):
        yield unsafe(
            "CURULE_SECRET_KEY can be guessed; draw one at random (openssl rand -base64 48), or "
            "leave it out: one is made and kept in CURULE_DATA."
        )


def _of_mail(settings: LazySettings, *, is_public: bool) -> Iterator[Finding]:
    if settings.CURULE_MAIL_IS_HELD:
        if is_public:
            yield unsafe(
                "CURULE_SMTP_URL is not set: no mail leaves, and nobody can prove an address or "
                "accept an invitation; name a mail server."
            )
        return
    sender = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    if sender in _HERE:
        yield unsafe(
            "CURULE_MAIL_FROM is an address at this computer, which mail servers refuse; set it to "
            "one of your domain."
        )
    is_open = not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL)
    if is_open and settings.EMAIL_HOST not in _HERE:
        yield unsafe(
            f"Mails go to {settings.EMAIL_HOST} unencrypted, with codes and links in them; write "
            "CURULE_SMTP_URL with smtps://, or with port 587."
        )


def _of_money(settings: LazySettings, *, is_public: bool) -> Iterator[Finding]:
    stripe = settings.CURULE_STRIPE
    if stripe is not None and is_public and "_test_" in stripe.key[:8]:
        yield unwise(
            "CURULE_STRIPE_KEY is a key for tests: cards are not really charged; take the live one "
            "when you sell."
        )


def _of_files(folder: Path) -> Iterator[Finding]:
    """Look who else of this computer may read or change what Curule keeps."""
    if folder.exists() and _mode(folder) & _OTHERS_WRITE:
        yield unsafe(f"Others may write to {folder}; run: chmod go-w {folder}")
    for path in (folder / "secret_key", folder / "held-mail"):
        if path.exists() and _mode(path) & _OTHERS and not _is_shut(folder):
            yield unsafe(f"Others may read {path}; run: chmod -R go= {path}")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _is_shut(folder: Path) -> bool:
    """Tell whether nobody else gets into the folder, whatever its files allow."""
    return not _mode(folder) & (stat.S_IXGRP | stat.S_IXOTH)
