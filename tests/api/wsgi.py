"""A program that knocks where the web server does: at the WSGI application itself."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:  # noqa: ANN401 - JSON
        """Return the body as JSON."""
        return json.loads(self.body)


def knock(
    application: WSGIApplication,
    url: str,
    *,
    key: str | None = None,
    method: str = "GET",
    body: object = None,
    **headers: str,
) -> Answer:
    """Send a request to an application and read all of its answer."""
    written = b"" if body is None else json.dumps(body).encode()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": urlsplit(url).path,
        "QUERY_STRING": urlsplit(url).query,
        "HTTP_HOST": "localhost",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(written)),
        "wsgi.input": io.BytesIO(written),
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    if key is not None:
        environ["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    setup_testing_defaults(environ)
    told: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> Any:  # noqa: ANN401
        told.extend([int(status.split(maxsplit=1)[0]), dict(headers)])

    answer = application(environ, start_response)
    try:
        whole = b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    return Answer(told[0], told[1], whole)
