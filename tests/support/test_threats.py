"""Every threat of the list has a test that stands against it, and no test names one beside it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.support.tree import ROOT, files

THREATS = frozenset(f"TH{number}" for number in range(1, 41))


def _marked(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.threat":
            assert node.args, "a mark without a threat"
            for each in node.args:
                assert isinstance(each, ast.Constant), "threats are plain texts"
                yield str(each.value)


def test_each_of_the_forty_threats_is_tried() -> None:
    marked = {
        threat
        for path in files()
        if path.parts[0] == "tests" and path.suffix == ".py" and (ROOT / path).exists()
        for threat in _marked((ROOT / path).read_text(encoding="utf-8"))
    }

    assert marked == THREATS


def test_a_mark_is_found_wherever_it_stands() -> None:
    source = (
        "pytestmark = [pytest.mark.threat('TH1')]\n"
        "@pytest.mark.threat('TH2', 'TH3')\n"
        "def test_one(): pytest.param(1, marks=pytest.mark.threat('TH4'))\n"
        "'pytest.mark.threat(1)'\n"
    )

    assert sorted(_marked(source)) == ["TH1", "TH2", "TH3", "TH4"]
