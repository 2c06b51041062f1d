"""The key by which a request has one effect, however often it is sent (IETF idempotency-key).

Source: https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header-07; the bare
form, without quotation marks, is what most clients send.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

from django.http import HttpRequest

from curule.core.refusals import RefusalCode, Refused, refuse

HEADER: Final = "Idempotency-Key"
PATTERN: Final = r'^(?:[!#-~](?:[ -~]{0,253}[!-~])?|"[ -~]{1,253}")$'
"""A key, bare or in quotation marks, as JSON Schema takes it."""
_WRITTEN: Final = re.compile(PATTERN.removesuffix("$") + r"\Z", re.ASCII)


def idempotency_key(request: HttpRequest, *, of: str, required: bool = True) -> str | None:
    """Return the key of a request, apart from those of every other caller `of` whom it is.

    None where there is none and it is not `required`. Refuses `idempotency_key_missing`, and
    `field_invalid` for one that is empty, too long or not written in visible ASCII.
    """
    header = request.headers.get(HEADER)
    if header is None and not required:
        return None
    if header is None:
        raise Refused(refuse(RefusalCode.IDEMPOTENCY_KEY_MISSING))
    if not _WRITTEN.fullmatch(header):
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field=HEADER))
    key = header[1:-1] if header.startswith('"') else header
    return f"{of}:{hashlib.sha256(key.encode()).hexdigest()}"
