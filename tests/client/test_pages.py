"""The pages about offline tokens and the Python client do what they say: every block is run."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import pytest

from curule.core.api_keys import Scope
from curule.data.models import Device
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from curule_client import Curule, OfflineTokens
from tests.client.conftest import ISSUER, Service
from tests.client.test_client import SECRET, signed
from tests.docs.pages import GAP, Block, blocks, commands, is_as_printed, read, run
from tests.docs.readers import reader_s_environment

OFFLINE = blocks(read("how-to/offline-tokens.md"))
PYTHON = blocks(read("how-to/python-client.md"))
_REQUEST = re.compile(
    r"(?P<method>[A-Z]+) (?P<path>\S+)\n(?P<head>(?:[^\n]+\n)*)\n?(?P<body>.*)", re.DOTALL
)


def _sent(service: Service, block: Block) -> httpx.Response:
    """Send a request of a page, with a key and a device that exist in the place of its gaps."""
    found = _REQUEST.fullmatch(block.body)
    assert found is not None, block.body
    scopes = [Scope.ENTITLEMENTS_READ] if f"rk_live_{GAP}" in found["head"] else None
    path = found["path"]
    if f"dev_{GAP}" in path:
        path = path.replace(f"dev_{GAP}", public_id("dev", Device.objects.latest("added_at").id))
    return httpx.request(
        found["method"],
        f"{service.url}{path}",
        content=found["body"].encode(),
        headers={
            "Authorization": f"Bearer {service.key(scopes=scopes)}",
            "Content-Type": "application/json",
        },
    )


def _run(block: Block, names: dict[str, object]) -> None:
    exec(compile(block.body, "<page>", "exec"), names)  # noqa: S102 - our own page


@pytest.mark.threat("TH30")
def test_the_page_about_offline_tokens(service: Service, tmp_path: Path) -> None:
    names: dict[str, object] = {"base_url": service.url, "issuer": ISSUER, "folder": str(tmp_path)}
    env = reader_s_environment(DATABASE_URL=service.database, CURULE_DATA=str(tmp_path))
    statuses, told = [], {}
    for block in OFFLINE:
        match block.language:
            case "http":
                answer = _sent(service, block)
                statuses.append(answer.status_code)
                told = answer.json()
                names.setdefault("token", told.get("token"))
            case "json":
                expected = json.loads(block.body)
                assert {name: told[name] for name in expected} == expected
            case "python":
                _run(block, names)
            case _:
                typed = zip(commands(block), run(block, folder=tmp_path, env=env), strict=True)
                for command, printed in typed:
                    assert is_as_printed(command.printed, printed), "\n".join(printed)
    _close(names)
    assert statuses == [200, 403, 200, 200]
    assert told["released_at"]


def test_the_page_about_the_client(service: Service) -> None:
    now = utc_now()
    body = json.dumps({"type": "seat.assigned", "timestamp": now.isoformat(), "data": {}}).encode()
    names: dict[str, object] = {
        "__name__": __name__,
        "base_url": service.url,
        "key": service.key(),
        "body": body,
        "headers": signed(body, now),
        "secret": SECRET,
    }
    for block in PYTHON:
        _run(block, names)
    _close(names)
    assert getattr(names["event"], "type", None) == "seat.assigned"
    assert getattr(names["given"], "data", None)


def _close(names: dict[str, object]) -> None:
    """Close what a page has opened, as a program does when it ends."""
    for each in names.values():
        if isinstance(each, Curule | OfflineTokens):
            each.close()
