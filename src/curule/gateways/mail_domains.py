"""Whether a domain takes mail, as far as the network says in time; it never holds anybody up.

An address whose domain has no mail server is nearly always mistyped (Z11). Who is offline, or whose
name server is slow, gets no answer, and no answer is no objection.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Final

import dns.exception
import dns.resolver
from django.conf import settings

PATIENCE_SECONDS: Final = 1.5
"""How long all domains together are waited for."""

MOST_ASKED: Final = 20
_KEPT_SECONDS: Final = 3600.0
_MOST_KEPT: Final = 2_000
_NEVER_ASKED: Final = ("test", "example", "invalid", "localhost", "local", "internal")
_known: dict[str, tuple[float, bool]] = {}


def take_no_mail(domains: Iterable[str]) -> frozenset[str]:
    """Return those of some domains that certainly take no mail; never raises, never takes long."""
    wanted = {domain for domain in domains if domain and not _is_reserved(domain)}
    if not settings.CURULE_CHECK_MAIL_DOMAINS:
        return frozenset()
    now = time.monotonic()
    fresh = {name: told for name in wanted if (told := _fresh(name, now)) is not None}
    fresh |= _ask(sorted(wanted - set(fresh))[:MOST_ASKED], now)
    return frozenset(name for name, takes in fresh.items() if not takes)


def _is_reserved(domain: str) -> bool:
    """Return whether a domain is one of those that are for examples and closed networks."""
    last = domain.rpartition(".")[2]
    return last in _NEVER_ASKED or domain.removeprefix("www.").startswith("example.")


def _fresh(domain: str, now: float) -> bool | None:
    told = _known.get(domain)
    return told[1] if told and now - told[0] < _KEPT_SECONDS else None


def _ask(domains: list[str], now: float) -> dict[str, bool]:
    """Ask for several domains at once; who does not answer in time is left out."""
    if not domains:
        return {}
    pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="mail-domains")
    asked = {pool.submit(takes_mail, domain): domain for domain in domains}
    done, _late = wait(asked, timeout=PATIENCE_SECONDS)
    pool.shutdown(wait=False, cancel_futures=True)
    answers: dict[str, bool] = {}
    for each in done:
        takes = each.result()
        if takes is not None:
            answers[asked[each]] = takes
    if len(_known) > _MOST_KEPT:
        _known.clear()
    _known.update({domain: (now, takes) for domain, takes in answers.items()})
    return answers


def takes_mail(domain: str) -> bool | None:
    """Return whether a domain has a server for its mail; None if nobody can tell now.

    A domain without one of its own takes mail at its address, unless it says "." (RFC 7505).
    """
    try:
        servers = [str(each.exchange) for each in _lookup(domain, "MX")]
    except dns.resolver.NXDOMAIN:
        return False
    except dns.resolver.NoAnswer:
        return _has_address(domain)
    except (dns.exception.DNSException, OSError):
        return None
    return servers != ["."]


def _has_address(domain: str) -> bool | None:
    for kind in ("A", "AAAA"):
        try:
            _lookup(domain, kind)
        except dns.resolver.NoAnswer:
            continue
        except dns.resolver.NXDOMAIN:
            return False
        except (dns.exception.DNSException, OSError):
            return None
        return True
    return False


def _lookup(domain: str, kind: str) -> dns.resolver.Answer:
    return dns.resolver.resolve(domain, kind, lifetime=PATIENCE_SECONDS, search=False)
