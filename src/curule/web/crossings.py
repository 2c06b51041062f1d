"""What met a safety bound, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping

from curule.core.bounds import Bound, Crossing
from curule.web.templatetags.curule import say
from curule.wording.values import Reader, written


def crossing_text(reader: Reader, crossing: Crossing) -> str:
    """Return what there would have been, and what may be."""
    found, most = crossing.money or (crossing.found, crossing.most)
    return say(
        reader,
        f"parking.{crossing.bound.value}",
        found=written(found, reader),
        most=written(most, reader),
    )


def kept_crossing(values: Mapping[str, object]) -> Crossing:
    """Return a crossing as its event keeps it."""
    return Crossing(
        bound=Bound(str(values["bound"])),
        found=int(str(values["found"])),
        most=int(str(values["most"])),
        currency=str(values.get("currency", "")),
    )
