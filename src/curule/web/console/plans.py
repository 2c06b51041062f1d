"""Plans: what is sold, each version with its policy in words and its prices (V08)."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from curule.core.languages import Language
from curule.core.money import Money
from curule.core.policy import SeatPolicy, SeatTypeTerms
from curule.core.pricing import Price, PriceModel, amount_for
from curule.core.refusals import RefusalCode, Refused
from curule.selectors.console import plans as rows
from curule.services import catalog
from curule.web.answers import done
from curule.web.console.forms import ConsoleForm, form_page
from curule.web.console.lists import list_page
from curule.web.console.navigation import may_open
from curule.web.console.rendering import (
    Cell,
    day,
    link,
    number,
    page,
    plain,
    state,
    table,
)
from curule.web.pages import console
from curule.web.seat_names import name_label
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.policies import PolicyParagraph, policy_text
from curule.wording.values import Reader, written

SHOWN_QUANTITIES = (1, 5, 10, 50)


@require_safe
@console
def plans(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show the plans."""
    reader = viewer.reader
    actions = []
    if may_open(viewer, "console_plan_new", acts=True):
        actions.append((say(reader, "console.plan_new.title"), reverse("console_plan_new")))
    shown = table(
        reader,
        "console.plans.caption",
        [
            "console.plans.name",
            "console.plans.newest",
            "console.plans.published",
            "console.plans.running",
            "console.accounts.state",
        ],
        (
            (
                link(f"{row.product} · {row.name}", "console_plan", row.id, note=row.key),
                link(
                    say(reader, "console.plan.version", number=row.newest),
                    "console_version",
                    row.id,
                    row.newest,
                )
                if row.newest
                else plain(""),
                day(reader, row.published_at),
                number(reader, row.running),
                state(reader, "console.plan.state.", "published" if row.newest else "draft"),
            )
            for row in rows.list_plans()
        ),
        empty="console.plans.none",
    )
    return list_page(request, viewer, title="console.plans.title", table=shown, actions=actions)


@require_safe
@console
def plan(request: HttpRequest, viewer: StaffViewer, plan_id: UUID) -> HttpResponse:
    """Show one plan with its versions; the newest is what new customers buy."""
    found = find_plan(plan_id)
    reader = viewer.reader
    versions = rows.list_versions(plan_id)
    shown = table(
        reader,
        "console.versions.caption",
        ["console.versions.number", "console.plans.published", "console.plans.running"],
        (
            (
                link(
                    say(reader, "console.plan.version", number=row.number),
                    "console_version",
                    plan_id,
                    row.number,
                ),
                day(reader, row.published_at),
                number(reader, row.running),
            )
            for row in versions
            if row.published_at is not None
        ),
        empty="console.versions.none",
    )
    return page(
        request,
        viewer,
        "console/plan.html",
        {"plan": found, "table": shown, **_newest(request, viewer, found)},
    )


def find_plan(plan_id: UUID) -> rows.PlanRow:
    """Return a plan, or answer that there is none."""
    found = rows.get_plan(plan_id)
    if found is None:
        raise Http404
    return found


def _newest(request: HttpRequest, viewer: StaffViewer, found: rows.PlanRow) -> dict[str, object]:
    if found.newest is None:
        return {}
    return _shown(request, viewer, found.id, found.newest)


@require_safe
@console
def version(
    request: HttpRequest, viewer: StaffViewer, plan_id: UUID, version_number: int
) -> HttpResponse:
    """Show one published version as its customers read it."""
    found = find_plan(plan_id)
    return page(
        request,
        viewer,
        "console/version.html",
        {
            "plan": found,
            "number": version_number,
            **_shown(request, viewer, plan_id, version_number),
        },
    )


def _shown(
    request: HttpRequest, viewer: StaffViewer, plan_id: UUID, version_number: int
) -> dict[str, object]:
    terms = rows.find_terms(plan_id, version_number)
    if terms is None:
        raise Http404
    return {
        **sentences(
            request,
            viewer,
            terms.policy,
            tuple(sold.terms for sold in terms.seat_types),
            sold_by=terms.price_models,
        ),
        "prices": prices(viewer.reader, [(sold.seat_type, sold.price) for sold in terms.prices]),
        "seat_types": [sold.terms for sold in terms.seat_types],
    }


def sentences(
    request: HttpRequest,
    viewer: StaffViewer,
    policy: SeatPolicy,
    seat_types: tuple[SeatTypeTerms, ...],
    *,
    sold_by: frozenset[PriceModel],
) -> dict[str, object]:
    """Return a policy as a customer reads it, in the language that was chosen."""
    given = request.POST.get("reads") or request.GET.get("reads", "")
    chosen = Language(given) if given in set(Language) else viewer.reader.language
    text: tuple[PolicyParagraph, ...] = policy_text(
        policy, chosen, seat_types=seat_types, sold_by=sold_by
    )
    return {"policy": text, "reads": chosen.value}


def prices(reader: Reader, sold: list[tuple[str, Price]]) -> object:
    """Return prices as a table: what some numbers of seats cost for one whole interval."""
    return table(
        reader,
        "console.prices.caption",
        [
            "console.prices.seat_type",
            "console.prices.interval",
            "console.prices.model",
            *(f"console.prices.seats.{quantity}" for quantity in SHOWN_QUANTITIES),
            "console.prices.tax",
        ],
        (
            (
                plain(name_label(reader, seat_type)),
                plain(
                    say(
                        reader,
                        f"console.interval.{price.interval.unit.value}",
                        count=price.interval.count,
                    )
                ),
                plain(say(reader, f"console.prices.model.{price.model}")),
                *(
                    Cell(
                        text=written(
                            Money(amount_for(price, quantity) + price.base_fee, price.currency),
                            reader,
                        ),
                        is_number=True,
                    )
                    for quantity in SHOWN_QUANTITIES
                ),
                plain(say(reader, f"console.prices.tax.{price.tax_behavior}")),
            )
            for seat_type, price in sold
        ),
    )


# --- a new plan -----------------------------------------------------------------------------------


class PlanForm(ConsoleForm):
    """A plan of a product that exists, or of a new one."""

    area = "console.plan_new."
    hints = ("product", "product_name", "key")
    beside = MappingProxyType({RefusalCode.ALREADY_EXISTS: "key"})
    product = forms.ChoiceField(required=False)
    product_name = forms.CharField(max_length=200, required=False)
    name = forms.CharField(max_length=200)
    key = forms.SlugField(max_length=60)

    def clean(self) -> dict[str, object]:
        """Ask for exactly one product."""
        cleaned = super().clean() or {}
        if not cleaned.get("product") and not cleaned.get("product_name"):
            self.add_error("product_name", say(self.reader, "console.plan_new.no_product"))
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
@console
def new(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Begin a plan; it is sold once a version of it is published."""
    form = PlanForm(viewer.reader, request.POST if request.method == "POST" else None)
    new_product = ("", say(viewer.reader, "console.plan_new.new_product"))
    form.choose("product", [new_product, *rows.product_choices()])
    shown = partial(
        form_page, request, viewer, form, lead="console.plan_new.lead", back="console_plans"
    )
    if not form.is_valid():
        return shown()
    values = form.cleaned_data
    try:
        product_id = (
            UUID(values["product"])
            if values["product"]
            else catalog.create_product(
                actor=viewer.actor,
                key=values["key"],
                name=values["product_name"],
                now=viewer.now,
            )
        )
        plan_id = catalog.create_plan(
            actor=viewer.actor,
            product_id=product_id,
            key=values["key"],
            name=values["name"],
            now=viewer.now,
        )
    except Refused as refused:
        return shown(refused=refused)
    return done(request, "console_version_new", plan_id, key="console.plan_new.done")
