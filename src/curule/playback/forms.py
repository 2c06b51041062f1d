"""Which keys each operation takes, and how they are read: the table of operations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from curule.core.intervals import IntervalUnit
from curule.core.policy import Channel, OpenReduction
from curule.core.roles import Role
from curule.core.settlement import Choice
from curule.playback import fields, operations
from curule.playback.document import Node, ScalarNode
from curule.playback.fields import Fields
from curule.playback.operations import Operation, Pay
from curule.playback.problems import ScenarioError, nearest, quoted
from curule.playback.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Form:
    """The keys of one operation and the reader of its arguments."""

    keys: tuple[str, ...]
    read: Callable[[Fields, Vocabulary], Operation]


def _pay(node: Node) -> Pay:
    if isinstance(node, ScalarNode) and isinstance(node.value, bool):
        return Pay.YES if node.value else Pay.NO
    if isinstance(node, ScalarNode) and node.value == Pay.UNKNOWN:
        return Pay.UNKNOWN
    raise fields.wrong(node, f"expected true, false or unknown, got {fields.shown(node)}")


def _reduction(node: Node) -> OpenReduction:
    answers = [answer.value for answer in OpenReduction if answer is not OpenReduction.ASK]
    return OpenReduction(fields.word(node, answers, what="an answer to a scheduled reduction"))


def _subscribe(given: Fields, names: Vocabulary) -> Operation:
    return operations.Subscribe(
        seats=given.need("seats", names.seats),
        plan=given.get("plan", names.plan, names.plans[0]),
        trial_days=given.find("trial_days", fields.days),
        auto_renew=given.find("auto_renew", fields.boolean),
        coupon=given.find("coupon", fields.name),
        pay=given.find("pay", _pay),
        method=given.find("method", fields.name),
    )


def _quote(given: Fields, names: Vocabulary) -> Operation:
    wanted = [key for key in _CHANGES if key in given]
    if len(wanted) != 1:
        raise ScenarioError(given.place, f"a quote needs exactly one of {', '.join(_CHANGES)}")
    if wanted == ["plan"]:
        _refuse_keys(given, ("reduction", "leave"), because="a quote of a plan takes no {key}")
        return operations.Quote(
            change=operations.ChangePlan(
                plan=given.need("plan", names.plan), seats=given.find("seats", names.seats)
            )
        )
    _refuse_keys(given, ("seats",), because=f"the numbers stand under {wanted[0]}, not {{key}}")
    kind = operations.SetSeats if wanted == ["set_seats"] else operations.AddSeats
    change = kind(
        seats=given.need(wanted[0], names.seats),
        leave=given.find("leave", names.emails),
        reduction=given.find("reduction", _reduction),
    )
    return operations.Quote(change=change)


_CHANGES: Final = ("set_seats", "add_seats", "plan")


def _refuse_keys(given: Fields, keys: tuple[str, ...], *, because: str) -> None:
    for key in keys:
        if key in given:
            raise ScenarioError(given.place_of(key), because.format(key=quoted(key)))


def _set_seats(given: Fields, names: Vocabulary) -> Operation:
    return operations.SetSeats(
        seats=given.need("seats", names.seats),
        pay=given.find("pay", _pay),
        method=given.find("method", fields.name),
        leave=given.find("leave", names.emails),
        reduction=given.find("reduction", _reduction),
    )


def _add_seats(given: Fields, names: Vocabulary) -> Operation:
    return operations.AddSeats(
        seats=given.need("seats", names.seats),
        pay=given.find("pay", _pay),
        method=given.find("method", fields.name),
        leave=given.find("leave", names.emails),
        reduction=given.find("reduction", _reduction),
    )


def _change_plan(given: Fields, names: Vocabulary) -> Operation:
    return operations.ChangePlan(
        plan=given.need("plan", names.plan),
        seats=given.find("seats", names.seats),
        pay=given.find("pay", _pay),
        method=given.find("method", fields.name),
    )


def _set_auto_renew(given: Fields, _: Vocabulary) -> Operation:
    return operations.SetAutoRenew(value=given.need("value", fields.boolean))


def _renew(given: Fields, names: Vocabulary) -> Operation:
    return operations.Renew(
        seats=given.find("seats", names.seats),
        leave=given.find("leave", names.emails),
        pay=given.find("pay", _pay),
    )


def _cancel(given: Fields, _: Vocabulary) -> Operation:
    return operations.Cancel(now=given.get("now", fields.boolean, default=False))


def _payment_method(given: Fields, _: Vocabulary) -> Operation:
    answer = fields.choice(operations.GatewayAnswer, "an answer of the gateway")
    return operations.PaymentMethod(
        name=given.need("name", fields.name),
        save=given.need("save", fields.boolean),
        answers=given.get("answers", answer, operations.GatewayAnswer.SUCCEED),
        default=given.get("default", fields.boolean, default=True),
    )


def _pay_invoice(given: Fields, names: Vocabulary) -> Operation:
    return operations.PayInvoice(
        invoice=given.find("invoice", fields.ordinal),
        method=given.find("method", fields.name),
        person=given.find("person", names.email),
    )


def _fail_payment(given: Fields, names: Vocabulary) -> Operation:
    return operations.FailPayment(person=given.find("person", names.email))


def _record_payment(given: Fields, _: Vocabulary) -> Operation:
    return operations.RecordPayment(
        amount=given.find("amount", fields.positive_amount),
        reference=given.find("reference", fields.reference),
    )


def _issue_credit(given: Fields, _: Vocabulary) -> Operation:
    return operations.IssueCredit(
        amount=given.need("amount", fields.positive_amount),
        reason=given.find("reason", fields.text),
    )


def _make_coupon(given: Fields, _: Vocabulary) -> Operation:
    code = given.need("code", fields.name)
    if ("percent" in given) == ("amount" in given):
        raise ScenarioError(given.place, "a coupon takes off either `percent` or an `amount`")
    return operations.MakeCoupon(
        code=code,
        percent=given.find("percent", fields.percent),
        amount=given.find("amount", fields.positive_amount),
        times=given.find("times", fields.ordinal),
    )


def _invitee(names: Vocabulary) -> Callable[[Node], operations.Invitee]:
    def read(node: Node) -> operations.Invitee:
        given = Fields(node, known=("email", "first_name", "last_name"), what="a person")
        return operations.Invitee(
            email=given.need("email", names.email),
            first_name=given.find("first_name", fields.text),
            last_name=given.find("last_name", fields.text),
        )

    return read


def _invite(given: Fields, names: Vocabulary) -> Operation:
    if ("person" in given) == ("people" in given):
        raise ScenarioError(given.place, "invite needs `person` or `people`, and only one of them")
    if "person" in given:
        people: tuple[operations.Invitee, ...] = (
            operations.Invitee(email=given.need("person", names.email)),
        )
    else:
        read = _invitee(names)
        people = given.need("people", lambda node: fields.some_items(node, read, what="people"))
    return operations.Invite(
        people=people,
        seat_type=given.find("seat_type", names.seat_type),
        if_full=given.find("if_full", fields.choice(operations.IfFull, "a way out when full")),
    )


def _accept(given: Fields, names: Vocabulary) -> Operation:
    return operations.Accept(
        person=given.need("person", names.email),
        join=given.find("join", fields.choice(Choice, "a way to join")),
    )


def _bind(given: Fields, names: Vocabulary) -> Operation:
    return operations.Bind(
        person=given.need("person", names.email),
        seat_type=given.find("seat_type", names.seat_type),
        seat=given.find("seat", fields.ordinal),
    )


def _unassign(given: Fields, names: Vocabulary) -> Operation:
    return operations.Unassign(
        person=given.need("person", names.email),
        seat_type=given.find("seat_type", names.seat_type),
        seat=given.find("seat", fields.ordinal),
    )


def _own_plan(given: Fields, names: Vocabulary) -> Operation:
    return operations.OwnPlan(
        person=given.need("person", names.email),
        unit_amount=given.need("unit_amount", fields.amount),
        interval=given.need("interval", fields.choice(IntervalUnit, "an interval")),
        plan=given.find("plan", names.plan),
        pay=given.find("pay", _pay),
        members=given.get("members", fields.ordinal, 1),
    )


def _ask_for_quote(given: Fields, names: Vocabulary) -> Operation:
    return operations.AskForQuote(seats=given.need("seats", names.seats))


def _offer_quote(given: Fields, names: Vocabulary) -> Operation:
    return operations.OfferQuote(
        seats=given.need("seats", names.seats), days=given.find("days", fields.days)
    )


_role = fields.choice(Role, "a role")


def _grant_role(given: Fields, names: Vocabulary) -> Operation:
    return operations.GrantRole(
        person=given.need("person", names.email), role=given.need("role", _role)
    )


def _revoke_role(given: Fields, names: Vocabulary) -> Operation:
    return operations.RevokeRole(
        person=given.need("person", names.email), role=given.need("role", _role)
    )


def _set_maximum(given: Fields, names: Vocabulary) -> Operation:
    return operations.SetMaximum(seats=given.need("seats", names.seats))


def _set_channel(given: Fields, _: Vocabulary) -> Operation:
    return operations.SetChannel(channel=given.need("channel", fields.choice(Channel, "a channel")))


def _set_tax_id(given: Fields, _: Vocabulary) -> Operation:
    return operations.SetTaxId(tax_id=given.need("tax_id", fields.tax_id))


def _change_price(given: Fields, _: Vocabulary) -> Operation:
    return operations.ChangePrice(
        unit_amount=given.need("unit_amount", fields.amount),
        notice=given.need("notice", fields.days),
    )


def _of_person(make: Callable[..., Operation]) -> Form:
    return Form(("person",), lambda given, names: make(person=given.need("person", names.email)))


def _bare(make: Callable[[], Operation]) -> Form:
    return Form((), lambda _given, _names: make())


_PAYING: Final = ("pay", "method")

FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {
        "subscribe": Form(
            ("seats", "plan", "trial_days", "auto_renew", "coupon", *_PAYING), _subscribe
        ),
        "quote": Form((*_CHANGES, "seats", "reduction", "leave"), _quote),
        "set_seats": Form(("seats", *_PAYING, "leave", "reduction"), _set_seats),
        "add_seats": Form(("seats", *_PAYING, "leave", "reduction"), _add_seats),
        "keep_seats": _bare(operations.KeepSeats),
        "change_plan": Form(("plan", "seats", *_PAYING), _change_plan),
        "set_auto_renew": Form(("value",), _set_auto_renew),
        "renew": Form(("seats", "leave", "pay"), _renew),
        "cancel": Form(("now",), _cancel),
        "payment_method": Form(("name", "save", "answers", "default"), _payment_method),
        "pay": Form(("invoice", "method", "person"), _pay_invoice),
        "fail_payment": Form(("person",), _fail_payment),
        "record_payment": Form(("amount", "reference"), _record_payment),
        "issue_credit": Form(("amount", "reason"), _issue_credit),
        "make_coupon": Form(("code", "percent", "amount", "times"), _make_coupon),
        "register": _of_person(operations.Register),
        "invite": Form(("person", "people", "seat_type", "if_full"), _invite),
        "resend": _of_person(operations.Resend),
        "cancel_invitation": _of_person(operations.CancelInvitation),
        "decline": _of_person(operations.Decline),
        "accept": Form(("person", "join"), _accept),
        "undo_join": _of_person(operations.UndoJoin),
        "bind": Form(("person", "seat_type", "seat"), _bind),
        "unassign": Form(("person", "seat_type", "seat"), _unassign),
        "own_plan": Form(
            ("person", "unit_amount", "interval", "plan", "pay", "members"), _own_plan
        ),
        "ask_for_seat": _of_person(operations.AskForSeat),
        "approve_request": _of_person(operations.ApproveRequest),
        "decline_request": _of_person(operations.DeclineRequest),
        "ask_for_quote": Form(("seats",), _ask_for_quote),
        "offer_quote": Form(("seats", "days"), _offer_quote),
        "accept_quote": _bare(operations.AcceptQuote),
        "decline_quote": _bare(operations.DeclineQuote),
        "grant_role": Form(("person", "role"), _grant_role),
        "revoke_role": Form(("person", "role"), _revoke_role),
        "set_maximum": Form(("seats",), _set_maximum),
        "set_channel": Form(("channel",), _set_channel),
        "set_tax_id": Form(("tax_id",), _set_tax_id),
        "change_price": Form(("unit_amount", "notice"), _change_price),
        "advance": _bare(operations.Advance),
    }
)

NOT_YET: Final[Mapping[str, str]] = MappingProxyType(
    {
        "apply_coupon": "coupons on running subscriptions (`apply_coupon`)",
        "refund": "refunds by the vendor (`refund`)",
    }
)
"""Operations of the format that this version refuses with a sentence of their own."""

KEYS_NOT_YET: Final[Mapping[tuple[str, str], str]] = MappingProxyType({})
"""The same for single keys of an operation."""


def not_available(what: str) -> str:
    """Return the sentence for a part of the format that comes with a later version."""
    return f"not available yet: {what} will come with a later version of Curule"


def form_of(node: Node) -> tuple[str, Form]:
    """Read the name of an operation.

    Raises:
        ScenarioError: no such operation, or one that is not available yet.
    """
    given = fields.text(node)
    if given in NOT_YET:
        raise fields.wrong(node, not_available(NOT_YET[given]))
    if given == "together":
        raise fields.wrong(node, "write `together: [step, …]` in place of `do`")
    if given not in FORMS:
        raise fields.wrong(node, f"unknown operation {quoted(given)}; {nearest(given, FORMS)}")
    return given, FORMS[given]
