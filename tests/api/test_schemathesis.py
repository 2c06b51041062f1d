"""Schemathesis reads the document and asks everything it allows, and much that it does not.

All of its checks hold for every operation: what fits the document is taken, what does not is
refused, every answer is one that the document tells of, nothing fails. What is sent goes through
the whole application, the check in front of Django too, to a PostgreSQL on which each operation can
succeed (`shop`); that each does, the examples of the document say (`test_examples`).

`make test` sends the examples (`test_examples`); `make test-long` draws many of each operation,
tries every bound of every field, and walks the links from one answer to the next request.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.core import NotSet
from schemathesis.core.parameters import ParameterLocation

from curule.api.v1.checks import Checks
from tests.api.shop import Shop, ids_in, opened, shop

__all__ = ["opened", "shop"]

APPLICATION: Final = Checks(get_wsgi_application(), remember=False)

# What was understood and cannot be as things are is no fault of who fits the document.
UNDERSTOOD: Final = ["402", "410", "412", "422"]
SETTINGS: Final[dict[str, Any]] = {
    "generation": {"mode": "all", "allow-x00": False},
    "checks": {
        "positive_data_acceptance": {
            "expected-statuses": ["2xx", "3xx", "401", "403", "404", "409", *UNDERSTOOD]
        },
        "negative_data_rejection": {
            "expected-statuses": ["400", "401", "403", "404", "405", "409", "415", *UNDERSTOOD]
        },
    },
}


def _document(**more: object) -> Any:  # noqa: ANN401 - Schemathesis declares no type of it
    config = SchemathesisConfig.from_dict({**SETTINGS, **more})
    return schemathesis.openapi.from_wsgi("/v1/openapi.json", APPLICATION, config=config)


DOCUMENT: Final = _document()
WITHOUT_BOUNDS: Final = _document(phases={"coverage": {"enabled": False}})
THAT_FITS: Final = _document(generation={"mode": "positive", "allow-x00": False})
"""Asks what fits only: a link may put right what was to be wrong."""

REPORTS: Final = (
    *("revenue", "recurring", "receivables", "taxes", "cash", "seats", "invitations"),
)
EXPLAINED: Final = (
    *("create_credit_note", "write_off_invoice", "give_credit", "reverse_payment"),
    *("take_credit_back", "pay_credit_out", "cancel_order"),
    *("reverse_by_bank_line", "release_account", "decide_contradiction"),
)
OF_DOMAINS: Final = ("claim_domain", "check_domain", "confirm_domain", "remove_domain")
CODES_BEYOND: Final = frozenset(
    {
        ("advance_clock", "date_invalid"),
        ("create_coupon", "date_invalid"),
        ("record_payment", "date_invalid"),  # not long ago
        ("accept_quote_for_customer", "date_invalid"),  # not before the offer
        ("create_invoice_request", "date_invalid"),
        ("match_bank_line", "amount_invalid"),  # the parts are all that came
        ("create_import", "statement_unreadable"),
        ("decide_contradiction", "field_invalid"),  # a remedy that is none for it
    }
)
"""What is refused with 400 by a rule about the world, not about a field."""

RULES_BEYOND: Final = frozenset(
    {
        ("change_webhook_endpoint", "url"),  # which ports, the installation says
        ("create_webhook_endpoint", "url"),
        ("create_account", "clock"),  # by the mode of the key
        ("create_account", "time_zone"),
        ("change_account", "time_zone"),
        ("create_coupon", "currency"),  # of those that there are
        ("set_account_tax", "reason"),  # a name of something, not of spaces
        ("close_account", "name"),  # its own
        ("replay_events", "until"),  # after its beginning
        ("replay_events", "since"),  # not too many
        ("create_credit_note", "lines"),  # each once
        ("preview_credit_note", "lines"),
        ("match_bank_line", "parts"),
        *((name, "reason") for name in EXPLAINED),  # not of spaces alone
        ("set_bank_line_aside", "comment"),
        ("book_dispute", "note"),
        ("set_invoice_cap", "currency"),  # one that there is
        ("create_import", "name"),
        ("create_import", "columns"),  # of a file that says itself what its columns are
        ("give_credit", "currency"),  # one that there is
        ("get_statement", "currency"),
        ("get_statement", "since"),  # before its end, and not too long before
        ("foresee_renewals", "until"),
        ("foresee_renewals", "after"),  # one that there is
        *((name, "name") for name in OF_DOMAINS),  # one that addresses have
        ("take_credit_back", "currency"),  # one that there is
        ("pay_credit_out", "currency"),
        ("record_payment", "on_account"),  # or an invoice
        ("decline_invoice_request", "reason"),  # not of spaces alone
        ("create_invoice_request", "reason"),
        ("create_invoice_request", "currency"),  # one that there is
        ("send_invoice_copy", "email"),
        *((f"get_{name}_report", "since") for name in REPORTS),
    }
)
"""Fields with rules that JSON Schema cannot say: what fits it may be refused there with 400."""


def ask(case: Any, shop: Shop) -> int:  # noqa: ANN401 - the same
    """Send a case and check what comes back; whatever it did is undone. Returns the status."""
    _fill(case, shop, keep=lambda written: ord(written[-1]) % 8 == 0)
    headers = {"Authorization": f"Bearer {shop.key(case.path)}"}
    before = transaction.savepoint()
    try:
        answer = case.call(headers=headers)
        case.validate_response(answer, headers=headers, excluded_checks=_excluded(case, answer))
        if answer.status_code < 300:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    finally:
        connection.needs_rollback = False
        transaction.savepoint_rollback(before)
    return int(answer.status_code)


def _fill(case: Any, shop: Shop, *, keep: Callable[[str], bool]) -> None:  # noqa: ANN401
    """Let a case ask for what there is, but for ids to `keep`."""
    name = case.operation.definition.raw["operationId"]
    for part in ("path_parameters", "query", "body"):
        setattr(case, part, shop.filled(getattr(case, part), name, keep=keep))


def _excluded(case: Any, answer: Any) -> list[Any]:  # noqa: ANN401 - the same
    """What is not asked of an answer where a rule refused that the document cannot say."""
    is_beyond = _beyond(case, answer) or _looks_whole(case.body)
    excluded = [schemathesis.checks.positive_data_acceptance] if is_beyond else []
    if not _is_wrong(case):
        excluded.append(schemathesis.checks.negative_data_rejection)
    return excluded


def _is_wrong(case: Any) -> bool:  # noqa: ANN401 - the same
    """Whether something in a case does not fit the document, and arrives.

    A link puts an id that fits into the place of the one part that was to be wrong; a body that may
    be left out fits where there is none; who asks is always said, and it is said by `ask`; a
    parameter that is an empty list or nothing is not sent.
    """
    negative = {where for where, part in case.meta.components.items() if part.mode.is_negative}
    if isinstance(case.body, NotSet):
        negative.discard(ParameterLocation.BODY)
    if case.meta.phase.data.parameter in {None, "Authorization"}:
        negative.discard(ParameterLocation.HEADER)
    if _loses_what_is_too_much(case):
        negative.discard(ParameterLocation.QUERY)
    return bool(negative)


def _loses_what_is_too_much(case: Any) -> bool:  # noqa: ANN401 - the same
    known = {each.name for each in case.operation.query}
    too_much = [value for name, value in (case.query or {}).items() if name not in known]
    return bool(too_much) and all(value in (None, [], {}) for value in too_much)


def _beyond(case: Any, answer: Any) -> bool:  # noqa: ANN401 - the same
    name = case.operation.definition.raw["operationId"]
    if answer.status_code != 400:
        return False
    told = answer.json()
    is_beyond = (name, told["values"].get("field")) in RULES_BEYOND
    return is_beyond or (name, told["code"]) in CODES_BEYOND


def _looks_whole(value: Any) -> bool:  # noqa: ANN401 - JSON
    """Whether a number only looks whole: to JSON Schema 3.0 is an integer, to us it is none."""
    if isinstance(value, dict):
        return any(map(_looks_whole, value.values()))
    return any(map(_looks_whole, value)) if isinstance(value, list) else isinstance(value, float)


@pytest.mark.long
@WITHOUT_BOUNDS.parametrize()  # type: ignore[untyped-decorator]
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
def test_an_operation_does_what_the_document_says(case: Any, shop: Shop) -> None:  # noqa: ANN401
    ask(case, shop)


@pytest.mark.long
@DOCUMENT.parametrize()  # type: ignore[untyped-decorator]
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_an_operation_does_so_whatever_is_asked(case: Any, shop: Shop) -> None:  # noqa: ANN401
    ask(case, shop)


@pytest.mark.long
def test_the_links_lead_on_as_the_document_says(shop: Shop) -> None:
    class Walk(THAT_FITS.as_state_machine()):  # type: ignore[misc]
        """From answer to answer; what a walk did is undone when it ends."""

        def setup(self) -> None:
            self.seen: set[str] = set()
            self.before = transaction.savepoint()

        def teardown(self) -> None:
            connection.needs_rollback = False
            transaction.savepoint_rollback(self.before)
            super().teardown()

        def before_call(self, case: Any) -> None:  # noqa: ANN401
            _fill(case, shop, keep=self.seen.__contains__)

        def after_call(self, response: Any, case: Any) -> None:  # noqa: ANN401
            super().after_call(response, case)
            self.seen |= ids_in(response.content.decode("utf-8", "replace"))

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:  # noqa: ANN401
            return {"headers": {"Authorization": f"Bearer {shop.key(case.path)}"}}

        def validate_response(self, response: Any, case: Any, **kwargs: Any) -> None:  # noqa: ANN401
            case.validate_response(
                response,
                headers=kwargs.get("headers"),
                excluded_checks=_excluded(case, response),
                transport_kwargs=kwargs or None,
                recorder=self.recorder,
            )

    Walk.run(
        settings=settings(
            max_examples=40,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
    )
