"""Where other companies are reached: their ports, and the name servers that are asked."""

from __future__ import annotations

from ipaddress import ip_address

from curule.config.environment import ConfigurationError, envstr


def webhook_ports() -> frozenset[int]:
    """Return the ports that messages to endpoints may go to, `CURULE_WEBHOOK_PORTS`.

    Raises:
        ConfigurationError: they are not numbers of ports with commas between.
    """
    return _ports("CURULE_WEBHOOK_PORTS")


def sso_ports() -> frozenset[int]:
    """Return the ports that identity providers may have, `CURULE_SSO_PORTS`.

    Raises:
        ConfigurationError: they are not numbers of ports with commas between.
    """
    return _ports("CURULE_SSO_PORTS")


def _ports(name: str) -> frozenset[int]:
    text = envstr(name, "443")
    try:
        ports = frozenset(int(port) for port in text.split(","))
    except ValueError:
        ports = frozenset()
    if not ports or not all(0 < port < 2**16 for port in ports):
        raise ConfigurationError(
            f"{name} is {text!r}; write ports with commas between, like 443,8443."
        )
    return ports


def name_servers() -> tuple[tuple[str, int], ...]:
    """Return who is asked for the records of customers' domains, `CURULE_NAME_SERVERS`.

    Raises:
        ConfigurationError: they are not IP addresses with commas between, each with its port or
            without.
    """
    text = envstr("CURULE_NAME_SERVERS", "")
    try:
        return tuple(_name_server(each.strip()) for each in text.split(",") if each.strip())
    except ValueError:
        raise ConfigurationError(
            f"CURULE_NAME_SERVERS is {text!r}; write IP addresses with commas between, like "
            "9.9.9.9,1.1.1.1:53 or [2620:fe::fe]:53."
        ) from None


def _name_server(text: str) -> tuple[str, int]:
    """Return an address and its port, 53 where none is said."""
    host, colon, port = text.rpartition(":")
    if not colon or (":" in host and not host.endswith("]")):  # none, or an IPv6 address alone
        host, port = text, "53"
    number = int(port)
    if not 0 < number < 2**16:
        raise ValueError(text)
    return str(ip_address(host.removeprefix("[").removesuffix("]"))), number
