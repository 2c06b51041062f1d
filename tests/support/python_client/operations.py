"""The operations of the document as the client has them: under which noun, and called what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Schema = dict[str, Any]

NOUNS: Final[Mapping[str, str]] = {
    "accounts": "The vendor's customers: what is agreed with them, what they owe, their credit.",
    "balance_entries": "Account credit, as it came and went.",
    "bank_lines": "Lines of bank statements: money that came, and whose it is.",
    "clocks": "Test clocks, which say what time it is for accounts of test data.",
    "coupons": "Codes that make a first purchase or some periods cheaper.",
    "credit_notes": "What was given back of invoices.",
    "devices": "The devices on which seats are used offline.",
    "contradictions": "What payment companies did that is not so here.",
    "disputes": "Payments that customers dispute at their bank.",
    "entitlements": "Who may use what.",
    "events": "What happened.",
    "external_ids": "Your own ids of people.",
    "imports": "Bank statements that were read.",
    "invitations": "Seats that are held until somebody takes them.",
    "invoice_requests": "What customers say of invoices (paid, wrong, money back) and credit.",
    "invoices": "What customers owe, and its papers.",
    "jobs": "Long work that goes on by itself: the renewals that are due.",
    "joins": "People who came into an account with a plan of their own.",
    "leases": "Seats that are lent for a while.",
    "license_batches": "Licenses that were issued together.",
    "licenses": "Seats as licenses, bound to people.",
    "members": "The people of accounts, and their roles.",
    "month_closings": "Months that were closed, and reopened.",
    "orders": "What was ordered.",
    "payment_method_setups": "Cards that are added on a gateway's page.",
    "payment_methods": "How customers pay.",
    "payments": "Money that came, or did not.",
    "plan_versions": "The published versions of plans, with their policies.",
    "plans": "What is sold, and by which rules.",
    "price_changes": "New prices that customers were told of.",
    "prices": "What seats of published plans cost.",
    "products": "What plans are for.",
    "quotes": "What purchases and changes cost, and their orders.",
    "refunds": "Money that goes back.",
    "renewals": "What will renew, and for how much.",
    "reports": "Revenue, taxes, money and seats, month by month.",
    "requests": "What programs asked of the API.",
    "seat_requests": "People who ask for a seat.",
    "seats": "Seats, given to people and taken back.",
    "subscriptions": "What customers have bought.",
    "tokens": "Offline tokens.",
    "usage": "Who used a product when.",
    "webhook_deliveries": "What endpoints of webhooks were sent.",
    "webhook_endpoints": "Where events are sent to.",
}
"""Every noun, and what it is."""

_NOUN: Final = {"assign_seats": "seats", "unassign_seat": "seats"}
"""Operations that stand in the client under another noun than in the address."""

_ACT: Final = {"get_entitlements": "get_many", "reverse_by_bank_line": "reverse"}
"""Acts that are called otherwise than their operations without the noun."""

_KINDS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "create_quote": (
        ("quote_seats", "seats"),
        ("quote_plan", "plan"),
        ("quote_purchase", "purchase"),
    ),
    "create_coupon": (
        ("create_percent_coupon", "create_percent"),
        ("create_amount_coupon", "create_amount"),
    ),
    "create_invoice_request": (
        ("create_invoice_request", "create"),
        ("ask_for_credit", "ask_for_credit"),
    ),
}
"""Operations that take bodies of several kinds are a call for each: its name, and the act's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One call of the client: what is asked, and what comes back."""

    operation: str
    call: str
    noun: str
    name: str
    method: str
    path: str
    says: str
    parameters: tuple[Schema, ...]
    body: Schema | None
    answer: Schema

    @property
    def is_list(self) -> bool:
        """Whether it is gone through item by item."""
        return self.method == "GET" and self.answer.get("listed") is not None


def acts(document: Schema) -> Iterator[Act]:
    """Yield every act, in the order of the document."""
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield from _acts(path, method, operation, schemas)


def resolved(schema: Schema, schemas: Mapping[str, Schema]) -> Schema:
    """Return what a schema stands for."""
    return schemas[named(schema)] if "$ref" in schema else schema


def named(schema: Schema) -> str:
    """Return the name that a reference has."""
    return str(schema["$ref"]).rpartition("/")[2]


def _acts(
    path: str, method: str, operation: Schema, schemas: Mapping[str, Schema]
) -> Iterator[Act]:
    name = operation["operationId"]
    noun = _noun(name, path)
    body = _body(operation, schemas)
    bodies = body.get("anyOf") if body else None
    kinds = _KINDS[name] if bodies else ((name, _ACT.get(name) or _act(name, noun)),)
    for (call, act), kind in zip(kinds, bodies or [body], strict=True):
        said = [operation["summary"] + ".", operation.get("description", "")]
        yield Act(
            operation=name,
            call=call,
            noun=noun,
            name=act,
            method=method.upper(),
            path=path.removeprefix("/v1"),
            says="\n\n".join([*said, (body or {}).get("description", "")]).strip(),
            parameters=tuple(operation["parameters"]),
            body=kind,
            answer=_answer(operation, schemas),
        )


def _noun(operation: str, path: str) -> str:
    steps = path.removeprefix("/v1/").removeprefix("test_helpers/").split("/")
    return _NOUN.get(operation, steps[0])


def _act(operation: str, noun: str) -> str:
    """Return an operation's name without its noun: `cancel_subscription` is `cancel`."""
    one = re.sub("ies$", "y", noun) if noun.endswith("ies") else re.sub("(?<=ch)es$|s$", "", noun)
    return re.sub(rf"_(?:{noun}|{one})(?=_|$)", "", operation)


def _body(operation: Schema, schemas: Mapping[str, Schema]) -> Schema | None:
    if "requestBody" not in operation:
        return None
    asked = operation["requestBody"]["content"]["application/json"]["schema"]
    some = [each for each in asked.get("anyOf", ()) if each.get("type") != "null"]
    return resolved(some[0] if some else asked, schemas)


def _answer(operation: Schema, schemas: Mapping[str, Schema]) -> Schema:
    """Return the schema of an answer; of a list, the item's is in `listed`."""
    (shown,) = [
        answer["content"]
        for status, answer in operation["responses"].items()
        if int(status) < 300 and "content" in answer
    ]
    if "application/json" not in shown:
        return {"type": "bytes"}
    answer: Schema = shown["application/json"]["schema"]
    whole = resolved(answer, schemas)["properties"]
    if whole.get("object", {}).get("const") == "list":
        return {"listed": whole["data"]["items"]}
    return answer
