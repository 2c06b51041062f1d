"""What the vendor does for an account: open it, agree a maximum, say how it buys, order for it."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from curule.core.languages import Language
from curule.core.localtime import UnknownTimeZone, time_zone
from curule.core.policy import Channel
from curule.core.refusals import RefusalCode, Refused
from curule.selectors.clocks import now_for
from curule.selectors.console import accounts as rows
from curule.selectors.console import clocks as clock_rows
from curule.selectors.console import plans as plan_rows
from curule.selectors.console import subscriptions as subscription_rows
from curule.selectors.subscriptions import get_subscription
from curule.services.accounts import accounts
from curule.services.orders import offers, orders
from curule.services.seating import people
from curule.web.answers import done, one_time_key
from curule.web.console.account import get_card
from curule.web.console.forms import ConsoleForm, count_field, form_page
from curule.web.console.rendering import page
from curule.web.countries import country_choices
from curule.web.pages import console
from curule.web.seat_names import name_label
from curule.web.templatetags.curule import languages, say
from curule.web.viewers import StaffViewer
from curule.wording.values import Reader, written

_METHODS: Final = ["GET", "HEAD", "POST"]
_BACK: Final = "console_accounts"


# --- a new account --------------------------------------------------------------------------------


class AccountForm(ConsoleForm):
    """A company or a person that buys, and who owns the account from the start."""

    area = "console.account_new."
    hints = ("owner", "registration_number", "tax_rate", "time_zone", "clock")
    beside = MappingProxyType(
        {
            "name": "name",
            "country": "country",
            "tax_rate": "tax_rate",
            RefusalCode.TAX_ID_INVALID: "tax_id",
            RefusalCode.REGISTRATION_NUMBER_INVALID: "registration_number",
            RefusalCode.ADDRESS_INVALID: "owner",
        }
    )
    name = forms.CharField(max_length=200)
    owner = forms.EmailField(max_length=254, required=False)
    country = forms.ChoiceField()
    kind = forms.ChoiceField()
    tax_id = forms.CharField(max_length=40, required=False)
    registration_number = forms.CharField(max_length=20, required=False)
    tax_rate = forms.DecimalField(
        min_value=0, max_value=100, max_digits=6, decimal_places=3, required=False, localize=True
    )
    language = forms.ChoiceField()
    time_zone = forms.CharField(max_length=64)
    channel = forms.ChoiceField()
    clock = forms.ChoiceField(required=False)
    same_company = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean_time_zone(self) -> str:
        """Refuse what is no time zone."""
        name = str(self.cleaned_data["time_zone"])
        try:
            time_zone(name)
        except UnknownTimeZone:
            raise forms.ValidationError(say(self.reader, "console.account_new.no_zone")) from None
        return name


@require_http_methods(_METHODS)
@console
def new(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Open an account; what may be the same company is shown before a second one is made."""
    form = _account_form(viewer.reader, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return form_page(request, viewer, form, back=_BACK)
    values = form.cleaned_data
    similar = rows.similar_accounts(values["name"], values["tax_id"])
    if similar and "same_company" not in request.POST:
        another = "console.account_new.another"
        return form_page(request, viewer, form, similar=similar, button=another, back=_BACK)
    try:
        account_id = _open(viewer, values)
    except Refused as refused:
        return form_page(request, viewer, form, refused=refused, back=_BACK)
    return done(
        request, "console_account", account_id, key="console.account_new.done", name=values["name"]
    )


def _open(viewer: StaffViewer, values: dict[str, object]) -> UUID:
    owner_id = None
    if values["owner"]:
        owner_id = people.register(
            email=str(values["owner"]),
            language=str(values["language"]),
            time_zone=str(values["time_zone"]),
            verified=True,
            now=viewer.now,
        )
    clock = clock_rows.get_clock(UUID(str(values["clock"]))) if values["clock"] else None
    return accounts.open_account(
        actor=viewer.actor,
        name=str(values["name"]),
        country=str(values["country"]),
        kind=str(values["kind"]),
        is_business=values["kind"] == "company",
        tax_id=str(values["tax_id"]),
        registration_number=str(values["registration_number"]),
        tax_rate=None if values["tax_rate"] is None else str(values["tax_rate"]),
        time_zone=str(values["time_zone"]),
        language=str(values["language"]),
        channel=str(values["channel"]),
        clock_id=clock.id if clock else None,
        owner_id=owner_id,
        now=clock.now if clock else viewer.now,
    )


def _account_form(reader: Reader, given: object) -> AccountForm:
    initial = {"time_zone": "Europe/Paris", "language": reader.language.value, "kind": "company"}
    form = AccountForm(reader, given, initial=initial)  # type: ignore[arg-type]
    form.choose(
        "kind",
        [
            (kind, say(reader, f"console.account_new.kind.{kind}"))
            for kind in ("company", "individual")
        ],
    )
    form.choose("country", [("", say(reader, "page.choose")), *country_choices(reader)])
    names = dict(languages())
    form.choose("language", [(each.value, names[each.value]) for each in Language])
    form.choose("channel", [(each.value, written(each, reader)) for each in Channel])
    clocks = [(str(clock.id), clock.name) for clock in clock_rows.list_clocks()]
    form.choose("clock", [("", say(reader, "console.account_new.real_time")), *clocks])
    return form


# --- what is agreed with an account ---------------------------------------------------------------


class MaximumForm(ConsoleForm):
    """A maximum of seats of one type, in place of the plan's."""

    area = "console.maximum."
    what = forms.ChoiceField()
    maximum = count_field()


@require_http_methods(_METHODS)
@console
def maximum(request: HttpRequest, viewer: StaffViewer, account_id: UUID) -> HttpResponse:
    """Agree a maximum with one customer (T26)."""
    card = get_card(account_id, viewer)
    form = MaximumForm(viewer.reader, request.POST if request.method == "POST" else None)
    sold = _sold_to(account_id, viewer)
    form.choose("what", [(value, label) for value, label, _, _ in sold])
    lead = "console.maximum.lead" if sold else "console.maximum.nothing_bought"
    shown = partial(form_page, request, viewer, form, account=card, lead=lead)
    if not form.is_valid():
        return shown()
    _, _, product_id, seat_type = next(
        each for each in sold if each[0] == form.cleaned_data["what"]
    )
    try:
        accounts.set_maximum(
            actor=viewer.actor,
            account_id=account_id,
            product_id=product_id,
            seat_type=seat_type,
            maximum=form.cleaned_data["maximum"],
            now=card.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        return shown(refused=refused)
    booked = _booked(account_id, viewer, product_id, seat_type)
    if booked > form.cleaned_data["maximum"]:
        return done(
            request,
            "console_account",
            account_id,
            key="console.maximum.below",
            tone="warn",
            maximum=form.cleaned_data["maximum"],
            booked=booked,
        )
    return done(request, "console_account", account_id, key="console.maximum.done")


def _booked(account_id: UUID, viewer: StaffViewer, product_id: UUID, seat_type: str) -> int:
    """Return how many seats of a type the running subscriptions of a product hold at most."""
    lines = subscription_rows.list_lines(viewer.now, account_id=account_id).rows
    bought = (get_subscription(account_id, line.id, viewer.now) for line in lines)
    return max(
        (
            row.seats[seat_type].counts.total
            for row in bought
            if row.terms.product_id == product_id and seat_type in row.seats
        ),
        default=0,
    )


def _sold_to(account_id: UUID, viewer: StaffViewer) -> list[tuple[str, str, UUID, str]]:
    """Return what an account has bought: (value, label, product, seat type)."""
    found: dict[str, tuple[str, str, UUID, str]] = {}
    for line in subscription_rows.list_lines(viewer.now, account_id=account_id).rows:
        terms = get_subscription(account_id, line.id, viewer.now).terms
        for sold in terms.seat_types:
            value = f"{terms.product_id}:{sold.terms.name}"
            label = f"{terms.product_name} · {name_label(viewer.reader, sold.terms.name)}"
            found[value] = (value, label, terms.product_id, sold.terms.name)
    return list(found.values())


class ChannelForm(ConsoleForm):
    """How an account buys, and whom it asks."""

    area = "console.channel."
    hints = ("adviser",)
    beside = MappingProxyType({RefusalCode.ADDRESS_INVALID: "adviser"})
    channel = forms.ChoiceField()
    adviser = forms.EmailField(max_length=254, required=False)


@require_http_methods(_METHODS)
@console
def channel(request: HttpRequest, viewer: StaffViewer, account_id: UUID) -> HttpResponse:
    """Say how an account buys (G5)."""
    card = get_card(account_id, viewer)
    form = ChannelForm(
        viewer.reader,
        request.POST if request.method == "POST" else None,
        initial={"channel": card.row.channel.value, "adviser": card.adviser},
    )
    form.choose("channel", [(each.value, written(each, viewer.reader)) for each in Channel])
    shown = partial(form_page, request, viewer, form, account=card)
    if not form.is_valid():
        return shown()
    try:
        accounts.set_channel(
            actor=viewer.actor,
            account_id=account_id,
            channel=form.cleaned_data["channel"],
            adviser=form.cleaned_data["adviser"],
            now=card.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        return shown(refused=refused)
    return done(request, "console_account", account_id, key="console.channel.done")


# --- orders and offers ----------------------------------------------------------------------------


class SeatsForm(ConsoleForm):
    """How many seats of each type."""

    area = "console.seats."

    def ask_for(self, names: tuple[str, ...]) -> None:
        """Add a field for each seat type."""
        for name in names:
            field = count_field(required=False)
            called = name_label(self.reader, name, many=True)
            field.label = say(self.reader, "console.seats.of_type", seat_type=called)
            self.fields[f"seats_{name}"] = field

    def seats(self) -> dict[str, int]:
        """Return the numbers that were given, by seat type."""
        return {
            name.removeprefix("seats_"): number
            for name, number in self.cleaned_data.items()
            if name.startswith("seats_") and number is not None
        }


class OrderForm(SeatsForm):
    """A first purchase for a customer: a price of the plan, and the numbers."""

    area = "console.order."
    price = forms.ChoiceField()


@require_http_methods(_METHODS)
@console
def order(request: HttpRequest, viewer: StaffViewer, account_id: UUID) -> HttpResponse:
    """Order a new subscription for a customer: first the plan, then the numbers."""
    card = get_card(account_id, viewer)
    given = request.POST if request.method == "POST" else request.GET
    plans = {str(terms.version_id): terms for terms in plan_rows.published_terms()}
    terms = plans.get(given.get("plan", ""))
    if terms is None:
        choices = [
            (value, f"{each.product_name} · {each.plan_name}") for value, each in plans.items()
        ]
        return page(request, viewer, "console/order_plan.html", {"card": card, "plans": choices})
    form = OrderForm(viewer.reader, request.POST if request.method == "POST" else None)
    form.ask_for(tuple(sold.terms.name for sold in terms.seat_types if not sold.terms.unlimited))
    offered = dict.fromkeys((sold.price.currency, sold.price.interval) for sold in terms.prices)
    prices = {
        f"{currency}:{interval.unit.value}:{interval.count}": (currency, interval)
        for currency, interval in offered
    }
    form.choose(
        "price",
        [
            (
                value,
                f"{currency} · "
                + say(
                    viewer.reader, f"console.interval.{interval.unit.value}", count=interval.count
                ),
            )
            for value, (currency, interval) in prices.items()
        ],
    )
    shown = partial(
        form_page,
        request,
        viewer,
        form,
        account=card,
        lead="console.order.lead",
        subtitle=f"{terms.product_name} · {terms.plan_name}",
        kept=(("plan", str(terms.version_id)),),
    )
    if not form.is_valid():
        return shown()
    currency, interval = prices[form.cleaned_data["price"]]
    try:
        placed = orders.subscribe(
            actor=viewer.actor,
            account_id=account_id,
            plan_version_id=terms.version_id,
            seats=form.seats(),
            currency=currency,
            interval=(interval.unit.value, interval.count),
            pays="later",
            now=now_for(account_id, viewer.now),
            key=one_time_key(request),
        ).value
    except Refused as refused:
        return shown(refused=refused)
    return done(
        request,
        "console_subscription",
        account_id,
        placed.subscription_id,
        key="console.order.done",
    )


class OfferForm(SeatsForm):
    """A priced change for a customer to answer, and how long it stands."""

    area = "console.offer."
    days = forms.IntegerField(min_value=1, max_value=offers.LONGEST_OFFER_DAYS)


@require_http_methods(_METHODS)
@console
def offer(
    request: HttpRequest, viewer: StaffViewer, account_id: UUID, subscription_id: UUID
) -> HttpResponse:
    """Offer a customer other numbers of seats (G5)."""
    card = get_card(account_id, viewer)
    if subscription_rows.get_card(account_id, subscription_id, viewer.now) is None:
        raise Http404
    found = get_subscription(account_id, subscription_id, card.now)
    form = OfferForm(
        viewer.reader,
        request.POST if request.method == "POST" else None,
        initial={
            "days": offers.OFFER_DAYS,
            **{f"seats_{name}": seats.counts.total for name, seats in found.seats.items()},
        },
    )
    sold = tuple(each.terms.name for each in found.terms.seat_types if not each.terms.unlimited)
    form.ask_for(sold)
    shown = partial(
        form_page,
        request,
        viewer,
        form,
        account=card,
        lead="console.offer.lead",
        subtitle=f"{found.terms.product_name} · {found.terms.plan_name}",
    )
    if not form.is_valid():
        return shown()
    try:
        offers.offer_quote(
            actor=viewer.actor,
            account_id=account_id,
            subscription_id=subscription_id,
            seats=form.seats(),
            days=form.cleaned_data["days"],
            now=card.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        return shown(refused=refused)
    return done(
        request, "console_subscription", account_id, subscription_id, key="console.offer.done"
    )
