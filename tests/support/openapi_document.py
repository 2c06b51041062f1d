"""The OpenAPI document as the service serves it: `python -m tests.support.openapi_document`."""

from __future__ import annotations

import os
import sys
from http import HTTPStatus


def document() -> bytes:
    """Return what `/v1/openapi.json` answers; no database is asked for it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "curule.config.settings")
    import django

    django.setup()
    from django.test import Client

    answer = Client().get("/v1/openapi.json")
    assert answer.status_code == HTTPStatus.OK, answer.content
    return answer.content


if __name__ == "__main__":
    sys.stdout.buffer.write(document())
