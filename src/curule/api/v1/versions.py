"""Dated versions: what an answer looked like on a day, made from what it looks like today.

The code knows the newest version only. Each one after the first says what it changed, as a step
back: a function that turns an object as this version shows it into what the one before showed. An
answer for an older version takes all steps back to it, at the edge; nothing within knows of them.

Who names no version gets the one that was the newest when their key was made, so that a program
which works goes on working. A version that will go says since when it should not be used any more
(`Deprecation`, RFC 9745) and when it ends (`Sunset`, RFC 8594).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, cast

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from ninja import Schema
from ninja.renderers import JSONRenderer

from curule.core.refusals import RefusalCode, Refused, refuse
from curule.selectors.api_keys import ApiKeyRow

HEADER: Final = "API-Version"

Shown = dict[str, Any]
StepBack = Callable[[Shown], Shown]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A dated version. `back` is, by the name in `object`, what it changed, as a step back."""

    since: date
    back: Mapping[str, StepBack] = field(default_factory=dict)
    deprecated_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def name(self) -> str:
        """What it is called: its day."""
        return self.since.isoformat()

    @property
    def headers(self) -> Mapping[str, str]:
        """What every answer in it says about it."""
        said = {HEADER: self.name}
        if self.deprecated_at is not None:
            said["Deprecation"] = f"@{int(self.deprecated_at.timestamp())}"
        if self.ends_at is not None:
            said["Sunset"] = http_date(self.ends_at.timestamp())
        return said

    def written(self, answer: Schema) -> bytes:
        """Return an answer of today as this version writes it."""
        shown = as_of(self, answer.model_dump(by_alias=True))
        return json.dumps(shown, cls=JSONRenderer.encoder_class).encode()


VERSIONS: Final[list[Version]] = [Version(since=date(2026, 11, 1))]
"""Every version that is answered in, the oldest first."""


def newest() -> Version:
    """Return the version that the code speaks."""
    return VERSIONS[-1]


def asked_for(request: HttpRequest) -> Version:
    """Return the version that a request is answered in.

    Refuses `field_invalid` for one that there is not, or no more.
    """
    named = request.headers.get(HEADER)
    if named is None:
        key: ApiKeyRow | None = getattr(request, "api_key", None)
        return newest() if key is None else of_key(key)
    found = next((each for each in VERSIONS if each.name == named), None)
    if found is None:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field=HEADER))
    return found


def of_key(key: ApiKeyRow) -> Version:
    """Return the version that was the newest when a key was made; of those left, the oldest."""
    made = key.created_at.date()
    return next((each for each in reversed(VERSIONS) if each.since <= made), VERSIONS[0])


def as_of(version: Version, shown: Any) -> Any:  # noqa: ANN401 - JSON
    """Return what is shown today as it was shown then, with all that stands in it."""
    if isinstance(shown, list):
        return [as_of(version, each) for each in shown]
    if not isinstance(shown, dict):
        return shown
    then: Shown = {name: as_of(version, value) for name, value in shown.items()}
    for step in _steps_back(version):
        then = step.get(str(then.get("object")), _same)(then)
    return then


def tell(request: HttpRequest, answer: HttpResponse) -> None:
    """Say in an answer which version it is written in, and whether that will go."""
    try:
        version = asked_for(request)
    except Refused:
        version = newest()
    for name, value in version.headers.items():
        answer.headers[name] = value


def _steps_back(version: Version) -> Sequence[Mapping[str, StepBack]]:
    later = (each for each in VERSIONS if each.since > version.since)
    return [each.back for each in reversed(cast("list[Version]", list(later)))]


def _same(shown: Shown) -> Shown:
    return shown
