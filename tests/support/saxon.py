"""Runs official rules over XML files: `python -m tests.support.saxon rules.xslt file.xml ...`.

A process of its own, since Saxon ends Python when two threads use it. Prints JSON: for each file
how many rules were fired, and which assertions failed, each with its id, flag and text.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from lxml import etree
from saxonche import PySaxonProcessor

SVRL = {"svrl": "http://purl.oclc.org/dsdl/svrl"}


def judged(rules: Path, files: list[Path]) -> list[dict[str, Any]]:
    """Return what the rules say of each file."""
    with PySaxonProcessor(license=False) as processor:
        compiled = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(rules))
        return [_report(compiled.transform_to_string(source_file=str(file))) for file in files]


def _report(svrl: str) -> dict[str, Any]:
    root = etree.fromstring(svrl.encode())
    failed = root.findall("svrl:failed-assert", SVRL)
    return {
        "fired": len(root.findall("svrl:fired-rule", SVRL)),
        "failed": [
            {
                "id": one.get("id") or "",
                "flag": one.get("flag") or one.get("role") or "",
                "at": one.get("location") or "",
                "text": " ".join("".join(one.itertext()).split()),
            }
            for one in failed
        ],
    }


if __name__ == "__main__":
    rules, *files = (Path(name) for name in sys.argv[1:])
    json.dump(judged(rules, files), sys.stdout)
