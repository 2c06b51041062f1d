"""The code of a coupon on the review of a first purchase: applied, refused, taken off again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.services.orders import term_quotes
from curule.services.orders.term_quotes import Purchase
from curule.web.answers import done
from curule.web.pages import portal
from curule.web.portal.buying.reviewed_quotes import Reviewed, open_quote
from curule.web.portal.buying.reviewing import shown
from curule.web.refusals import status_of, told
from curule.web.viewers import Viewer

_AT_THE_CODE: Final = frozenset(code for code in RefusalCode if code.value.startswith("coupon_"))
"""What is wrong with the code itself, and so is said beside its field."""

_PAUSE: Final = timedelta(hours=1)


@require_POST
@portal
def review_coupon(request: HttpRequest, viewer: Viewer, quote_id: UUID) -> HttpResponse:
    """Price a first purchase again, with a code or without the one it has; nothing is redeemed.

    Codes are tried no more often than somebody types them: nobody finds one by guessing.
    """
    reviewed = open_quote(request, viewer, quote_id)
    if reviewed.quote.kind != "purchase" or reviewed.quote.subscription_id is not None:
        raise Http404
    removes = "remove" in request.POST
    typed = "" if removes else request.POST.get("code", "").strip()
    if not removes and not ratelimit.consume(
        request, action="coupon_code", key=str(viewer.account_id)
    ):
        limited = refuse(RefusalCode.RATE_LIMITED, retry_at=viewer.now + _PAUSE)
        return _refused(request, viewer, reviewed, limited, typed)
    if not removes and not typed:
        unknown = refuse(RefusalCode.COUPON_UNKNOWN)
        return _refused(request, viewer, reviewed, unknown, typed)
    purchase = replace(Purchase.of(reviewed.quote.asked), coupon=typed)
    try:
        new_id = term_quotes.price_purchase(
            actor=viewer.actor, account_id=viewer.account_id, purchase=purchase, now=viewer.now
        ).value
    except Refused as refused:
        return _refused(request, viewer, reviewed, refused.refusal, typed)
    said = "review.coupon_removed" if removes else "review.coupon_applied"
    return done(request, "review", viewer.account_id, new_id, key=said)


def _refused(
    request: HttpRequest, viewer: Viewer, reviewed: Reviewed, refusal: Refusal, typed: str
) -> HttpResponse:
    box = told(request, refusal)
    at_the_code = refusal.code in _AT_THE_CODE or refusal.code is RefusalCode.RATE_LIMITED
    return shown(
        request,
        viewer,
        reviewed,
        refused=None if at_the_code else box,
        wrong_coupon=box if at_the_code else None,
        typed_coupon=typed[:40],
        status=status_of(refusal),
    )
