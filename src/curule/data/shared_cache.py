"""Django's cache in the database: one for all processes and machines that serve an installation.

Sign-in keeps here how often somebody tried, so that its limits hold whichever process answers. The
table is not logged: losing it in a crash forgets some counts, and no sign-in waits for a disk.
"""

from __future__ import annotations

import json
from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from curule.data.statements import fetch

# Time is the database's own: the one clock that every process shares. What has ended goes as other
# entries come, a few with each, so that the table never holds much more than what counts.
_SWEPT: Final = """
WITH ended AS (
    DELETE FROM curule_cache WHERE key IN (
        SELECT key FROM curule_cache
        WHERE ends_at <= clock_timestamp() AND key <> %(key)s::text
        ORDER BY ends_at LIMIT 10 FOR UPDATE SKIP LOCKED
    )
)
"""
_PUT: Final = """
INSERT INTO curule_cache AS kept (key, value, ends_at)
VALUES (%(key)s::text, %(value)s::text,
    COALESCE(clock_timestamp() + make_interval(secs => %(seconds)s::float8), 'infinity'))
ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends_at = excluded.ends_at
"""
_GET: Final = """
SELECT value FROM curule_cache WHERE key = %(key)s::text AND ends_at > clock_timestamp()
"""
_SET: Final = f"{_SWEPT} {_PUT} RETURNING key"
_ADD: Final = f"{_SWEPT} {_PUT} WHERE kept.ends_at <= clock_timestamp() RETURNING key"
_TOUCH: Final = """
UPDATE curule_cache SET ends_at =
    COALESCE(clock_timestamp() + make_interval(secs => %(seconds)s::float8), 'infinity')
WHERE key = %(key)s::text AND ends_at > clock_timestamp() RETURNING key
"""
_DELETE: Final = "DELETE FROM curule_cache WHERE key = %(key)s::text RETURNING key"
_CLEAR: Final = "DELETE FROM curule_cache RETURNING key"


class SharedCache(BaseCache):
    """What JSON can say, kept until its time is over; each method is one statement.

    `add` gives a key to exactly one of all who ask for it at once, also after it has ended.
    """

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def validate_key(self, key: str) -> None:
        """Take every key; Django would warn of those that memcached does not."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:  # noqa: ANN401 - Django's
        """Return what is kept, or `default`."""
        found = fetch(_GET, {"key": self._named(key, version)})
        return json.loads(found[0][0]) if found else default

    def set(
        self,
        key: str,
        value: Any,  # noqa: ANN401 - Django's
        timeout: float | object | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        """Keep a value for so many seconds; None is for good."""
        fetch(_SET, self._entry(key, value, timeout, version))

    def add(
        self,
        key: str,
        value: Any,  # noqa: ANN401 - Django's
        timeout: float | object | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        """Keep a value if there is none; return whether it is ours."""
        return bool(fetch(_ADD, self._entry(key, value, timeout, version)))

    def touch(
        self,
        key: str,
        timeout: float | object | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        """Keep what is there for so many seconds from now; return whether it is there."""
        named = self._named(key, version)
        return bool(fetch(_TOUCH, {"key": named, "seconds": self._seconds(timeout)}))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a value; return whether there was one."""
        return bool(fetch(_DELETE, {"key": self._named(key, version)}))

    def clear(self) -> None:
        """Forget everything."""
        fetch(_CLEAR, {})

    def _entry(
        self, key: str, value: object, timeout: float | object | None, version: int | None
    ) -> dict[str, object]:
        named = self._named(key, version)
        return {"key": named, "value": json.dumps(value), "seconds": self._seconds(timeout)}

    def _named(self, key: str, version: int | None) -> str:
        return str(self.make_key(key, version=version))

    def _seconds(self, timeout: Any) -> float | None:  # noqa: ANN401 - a number, None or a mark
        chosen = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return None if chosen is None else float(chosen)
