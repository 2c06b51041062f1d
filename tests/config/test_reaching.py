"""Whom we ask at other companies: written as addresses with commas between, or refused."""

from __future__ import annotations

import pytest

from curule.config.environment import ConfigurationError
from curule.config.reaching import name_servers


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", ()),
        ("9.9.9.9", (("9.9.9.9", 53),)),
        ("9.9.9.9:5353, 1.1.1.1", (("9.9.9.9", 5353), ("1.1.1.1", 53))),
        ("2620:fe::fe", (("2620:fe::fe", 53),)),
        ("[2620:fe::fe]:5353", (("2620:fe::fe", 5353),)),
    ],
)
def test_name_servers_are_addresses_with_or_without_a_port(
    monkeypatch: pytest.MonkeyPatch, written: str, read: tuple[tuple[str, int], ...]
) -> None:
    monkeypatch.setenv("CURULE_NAME_SERVERS", written)
    assert name_servers() == read


@pytest.mark.parametrize("written", ["dns.example.com", "9.9.9.9:0", "9.9.9.9:x", "1.1.1", ":53"])
def test_what_is_no_address_is_named(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("CURULE_NAME_SERVERS", written)
    with pytest.raises(ConfigurationError, match="CURULE_NAME_SERVERS"):
        name_servers()
