"""What an offline check knows: the keys, which devices' tokens are void, the latest time seen."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

import httpx
import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from curule_client.errors import NoConnection

T = TypeVar("T")
FRESH_SECONDS: Final = 300.0
_TRIED_AGAIN: Final = 30.0
_PATIENCE: Final = 5.0


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """Times are seconds of Unix time; `latest` is the latest that was ever seen."""

    keys: list[dict[str, Any]]
    void: frozenset[str]
    fetched_at: float
    latest: float

    def is_old(self, at: float) -> bool:
        """Whether it is to be fetched again, also where the clock was turned back since."""
        return not 0 <= at - self.fetched_at < FRESH_SECONDS

    def seen(self, at: float) -> Known:
        """Return the same, after a time was seen."""
        return msgspec.structs.replace(self, latest=max(self.latest, at))


class _Keys(msgspec.Struct, frozen=True):
    """What the address of the keys answers."""

    keys: list[dict[str, Any]]


class _VoidDevice(msgspec.Struct, frozen=True):
    """A device whose tokens are void."""

    id: str


class _VoidDevices(msgspec.Struct, frozen=True):
    """What the address of the void devices answers."""

    devices: list[_VoidDevice]


class Memory(Protocol):
    """Where a product keeps what it knows."""

    def get(self) -> Known | None:
        """Return what was put last, None if there is nothing that can be read."""

    def put(self, known: Known) -> None:
        """Keep it in the place of what was there."""


class Shelf:
    """Keeps what is known in this process and, with a `path`, in a file for the next one."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._known: Known | None = None

    def get(self) -> Known | None:
        """Return what was put last, by this process or by one before."""
        if self._known is None and self._path is not None:
            try:
                self._known = msgspec.json.decode(self._path.read_bytes(), type=Known)
            except (OSError, msgspec.MsgspecError):
                return None
        return self._known

    def put(self, known: Known) -> None:
        """Keep it; a file is written whole or not at all."""
        if known == self._known:
            return
        self._known = known
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.encode(known))
        Path(name).replace(self._path)


class Source:
    """Fetches the keys and the void devices from the service, by HTTPS."""

    def __init__(self, base_url: str, *, http: httpx.Client | None = None) -> None:
        self._base = f"{base_url.rstrip('/')}/.well-known"
        self._http = http or httpx.Client(timeout=_PATIENCE)
        self._failed_at: float | None = None

    def close(self) -> None:
        """Close the connections to the service."""
        self._http.close()

    def fetch(self, at: float, known: Known | None) -> Known:
        """Return what the service shows now.

        Raises:
            NoConnection: it was not reached; it is not tried again for half a minute.
        """
        if self._failed_at is not None and 0 <= at - self._failed_at < _TRIED_AGAIN:
            raise NoConnection("the service was not reached a moment ago")
        try:
            shown = self._read("jwks.json", _Keys)
            void = self._read("curule-void-devices.json", _VoidDevices)
        except (httpx.HTTPError, msgspec.MsgspecError) as error:
            self._failed_at = at
            raise NoConnection(str(error)) from error
        return Known(
            keys=shown.keys,
            void=frozenset(each.id for each in void.devices),
            fetched_at=at,
            latest=0.0 if known is None else known.latest,
        )

    def _read(self, name: str, kind: type[T]) -> T:
        answer = self._http.get(f"{self._base}/{name}").raise_for_status()
        return msgspec.json.decode(answer.content, type=kind)


def key_set(known: Known) -> KeySet:
    """Return the keys that can be used; one of a kind that this version does not know is none."""
    keys: list[Any] = []
    for each in known.keys:
        try:
            keys.append(OKPKey.import_key({str(name): str(text) for name, text in each.items()}))
        except (JoseError, ValueError):
            continue
    return KeySet(keys)
