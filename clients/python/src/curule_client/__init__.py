"""Ask Curule who may use your product, and sell seats, from Python.

    >>> from curule_client import Curule
    >>> curule = Curule("rk_live_…", base_url="https://seats.example.com")
    >>> curule.entitlements.get(user="ann@example.com", product="zoom").allowed  # doctest: +SKIP
    True

`AsyncCurule` is the same for `await`. Every refusal is an `ApiError` with its `code`.
"""

from curule_client import webhooks
from curule_client.client import AsyncCurule, Curule
from curule_client.errors import (
    ApiError,
    Conflict,
    CuruleError,
    InvalidRequest,
    NoConnection,
    NotAllowed,
    NotFound,
    PaymentProblem,
    RateLimited,
    ServiceFailed,
    TokenRefused,
    Unauthenticated,
)
from curule_client.offline import Believed, OfflineTokens

__all__ = [
    "ApiError",
    "AsyncCurule",
    "Believed",
    "Conflict",
    "Curule",
    "CuruleError",
    "InvalidRequest",
    "NoConnection",
    "NotAllowed",
    "NotFound",
    "OfflineTokens",
    "PaymentProblem",
    "RateLimited",
    "ServiceFailed",
    "TokenRefused",
    "Unauthenticated",
    "webhooks",
]
