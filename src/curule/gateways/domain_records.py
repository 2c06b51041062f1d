"""The texts that a name in DNS carries: what proves that a domain is somebody's.

Whoever is asked may be slow or away: a look never takes longer than `PATIENCE_SECONDS`, and says
that nobody answered. Only what the name servers of the domain say themselves counts as an answer.
"""

from __future__ import annotations

from typing import Final

import dns.exception
import dns.resolver
from django.conf import settings

PATIENCE_SECONDS: Final = 5.0


class NobodyAnswered(Exception):
    """Nobody can tell now which texts a name has."""


def texts_of(name: str) -> tuple[str, ...]:
    """Return the texts (TXT) of a name, each whole; none where the name or its texts are not there.

    Raises:
        NobodyAnswered: no name server answered in time, or none that could tell.
    """
    try:
        answer = _resolver().resolve(name, "TXT", lifetime=PATIENCE_SECONDS, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except (dns.exception.DNSException, OSError) as fault:
        raise NobodyAnswered(type(fault).__name__) from None
    return tuple(b"".join(each.strings).decode("utf-8", "replace") for each in answer)


def _resolver() -> dns.resolver.Resolver:
    """Return who is asked: the name servers of the settings, else those of this computer."""
    servers: tuple[tuple[str, int], ...] = settings.CURULE_NAME_SERVERS
    if not servers:
        return dns.resolver.Resolver()
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = [address for address, _ in servers]
    resolver.nameserver_ports = dict(servers)
    return resolver
