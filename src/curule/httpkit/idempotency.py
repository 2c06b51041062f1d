"""The key by which a request has one effect, however often it is sent (IETF idempotency-key).

Source: https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header-07; the bare
form, without quotation marks, is what most clients send.
"""

from __future__ import annotations

import hashlib
from typing import Final

from django.http import HttpRequest

from curule.core.refusals import RefusalCode, Refused, refuse

HEADER: Final = "Idempotency-Key"
LONGEST: Final = 255


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
    is_quoted = len(header) > 1 and header.startswith('"') and header.endswith('"')
    key = header[1:-1] if is_quoted else header
    if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field=HEADER))
    return f"{of}:{hashlib.sha256(key.encode()).hexdigest()}"
