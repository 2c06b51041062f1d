"""The entry point of a WSGI server."""

import os
from collections.abc import Iterable
from typing import Final
from wsgiref.types import StartResponse, WSGIEnvironment

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from curule.config import tracing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "curule.config.settings")

tracing.begin("curule-web")  # before Django reads its list of middleware
_django = get_wsgi_application()

from curule.api.v1.checks import Checks  # noqa: E402 - needs the tables, as the next one
from curule.httpkit.operation import watched  # noqa: E402

_checks = Checks(_django, remember=not settings.CURULE_DB_IS_POOLED)
_SCHEME: Final = settings.CURULE_BASE_URL.partition(":")[0]


def _pages(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer a request, by the scheme of the address that we are known by.

    TLS ends at a reverse proxy: what comes from it is plain HTTP, also where every browser came by
    HTTPS and has to be told to stay there (HSTS).
    """
    environ["wsgi.url_scheme"] = _SCHEME
    return _checks(environ, start_response)


application: Final = watched(_pages)
"""What answers: those who watch first, then everybody else."""
