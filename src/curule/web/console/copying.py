"""A request over HTTP as a command to copy, with every part quoted for the shell."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable


def as_curl(url: str, *, method: str = "", headers: Iterable[str] = (), body: object = None) -> str:
    r"""Return the command that sends a request; a header is `Name: value`.

    A header that begins with `"` is written as it is, so that the shell puts in what it names.

    >>> print(as_curl("https://x.test/v1", headers=["A: b"]))
    curl https://x.test/v1 \
      -H 'A: b'
    """
    parts = [f"curl {shlex.quote(url)}" if not method else f"curl -X {method} {shlex.quote(url)}"]
    parts += [f"-H {each if each.startswith(chr(34)) else shlex.quote(each)}" for each in headers]
    if body is not None:
        parts.append(f"--data-raw {shlex.quote(json.dumps(body, ensure_ascii=False))}")
    return " \\\n  ".join(parts)
