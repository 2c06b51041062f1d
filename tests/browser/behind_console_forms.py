"""The console's pages that no link leads to: statements of the bank, what is given back, coupons.

They are gone as those in `behind_forms`: by what the pages are made of, in whatever language.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.browser.behind_forms import Scene
from tests.browser.playing import Player

_STATEMENT: Final = (
    "Buchungstag;Auftraggeber;Verwendungszweck;Betrag;Währung\r\n"
    "02.04.2026;Rhein Werke AG;Abschlag ohne Nummer;180,00;EUR\r\n"
    "03.04.2026;;Kontoführung;-12,50;EUR\r\n"
    "04.04.2026;Somebody;{number};10,00;EUR\r\n"
)


def a_statement_of_the_bank(scene: Scene) -> None:
    """A file that is none, a CSV whose columns are asked, its lines: one split, one set aside."""
    staff = scene.enter("staff-admin")
    staff.press(staff.menu_of("payments"))
    staff.press(staff.main.locator("a[href$='/payments/bank/import']").first)
    _bring(staff, "statement.xml", "<Document>")
    staff.sees_refusal()
    _bring(staff, "statement.csv", _STATEMENT.format(number="none"))
    staff.write(staff.main.locator("input[name=name]"), "Sparkasse")
    staff.press(staff.main.locator("button[name=look]"))
    staff.press(staff.main.locator("button[name=import]"))
    lines = staff.main.locator("a[href*='/payments/bank/lines/']")
    staff.press(lines.first)
    staff.press(staff.main.locator("form:has(#for-account) button"))
    staff.press(staff.main.locator("section[aria-labelledby=then] button.btn-primary"))
    staff.press(lines.last)
    staff.unfold(staff.main.locator("details.fold summary"))
    staff.press(staff.main.locator("details.fold button").first)
    staff.write(staff.main.locator("form[action$='/aside'] input[type=text]"), "?")
    staff.press(staff.main.locator("form[action$='/aside'] button"))


def _bring(staff: Player, name: str, text: str) -> None:
    staff.attach(staff.main.locator("input[type=file]"), name, text)
    staff.write(staff.main.locator("input[name=iban]"), "DE02120300000000202051")
    staff.press(staff.main.locator("form[method=post] button.btn-primary"))


def a_credit_note(scene: Scene) -> None:
    """More than a line has left, then some of it by the method: looked at, issued, to be sent."""
    staff = scene.enter("staff-admin")
    _to_paid_invoice(staff)
    staff.press(staff.main.locator("a[href$='/credit']").first)
    amounts = staff.main.locator("input[name^=amount_]")
    staff.write(amounts.first, "99999999")
    staff.write(staff.main.locator("input[name=reason]"), "An outage")
    staff.press(staff.main.locator("button[value=look]"))
    staff.sees_refusal()
    staff.write(amounts.first, "1")
    staff.tick(staff.main.locator("input[name=to][value=refund]"))
    staff.press(staff.main.locator("button[value=look]"))
    staff.press(staff.main.locator("section[aria-labelledby=then] button.btn-primary"))
    staff.press(staff.menu_of("payments"))
    staff.press(staff.main.locator("a[href$='/payments/refunds']").first)


def _to_paid_invoice(staff: Player) -> None:
    staff.press(staff.menu_of("payments"))
    staff.press(staff.main.locator("td a[href*='/invoices/']").first)


def credit_by_goodwill(scene: Scene) -> None:
    """An amount that is none, then credit that is tied to no line."""
    staff = scene.enter("staff-admin")
    staff.press(staff.menu_of("accounts"))
    staff.press(staff.main.locator("th a[href*='/console/accounts/']").first)
    staff.press(staff.main.locator("a[href$='/goodwill']").first)
    staff.write(staff.main.locator("input[name=amount]"), "1.001")
    staff.write(staff.main.locator("input[name=reason]"), "An outage")
    staff.press(staff.main.locator("form[method=post] button.btn-primary").last)
    staff.sees_refusal()
    staff.write(staff.main.locator("input[name=amount]"), "10")
    staff.press(staff.main.locator("form[method=post] button.btn-primary").last)


def a_transfer_taken_back(scene: Scene) -> None:
    """What it brings about that the bank took a transfer back, and its record."""
    staff = scene.enter("staff-admin")
    staff.press(staff.menu_of("payments"))
    staff.press(staff.main.locator("tr:has-text('VEKTOR') th a, tr:has-text('Вектор') th a").first)
    staff.press(staff.main.locator("a[href$='/reverse']").first)
    staff.write(staff.main.locator("input[name=reason]"), "The bank took it back")
    staff.press(staff.main.locator("form[method=post] button.btn-danger, #order button").first)


def a_coupon(scene: Scene) -> None:
    """A coupon that makes no sense, one that does, the end of it."""
    staff = scene.enter("staff-admin")
    staff.press(staff.menu_of("coupons"))
    staff.press(staff.main.locator("a[href$='/coupons/new']").first)
    staff.write(staff.main.locator("input[name=code]"), "SPRING")
    staff.write(staff.main.locator("input[name=value]"), "120")
    staff.press(staff.main.locator("form[method=post] button.btn-primary").first)
    staff.sees_refusal()
    staff.write(staff.main.locator("input[name=value]"), "20")
    staff.press(staff.main.locator("form[method=post] button.btn-primary").first)
    staff.unfold(staff.main.locator("details.confirm summary"))
    staff.press(staff.main.locator("details.confirm button"))


def a_key_of_the_api(scene: Scene) -> None:
    """A key that may nothing, one that reads seats, another in its place, the end of the first."""
    staff = scene.enter("staff-admin")
    staff.press(staff.menu_of("keys"))
    staff.press(staff.main.locator("a[href$='/keys/new']").first)
    staff.write(staff.main.locator("input[name=name]"), "shop")
    staff.press(staff.main.locator("form[method=post] button.btn-primary"))
    staff.sees_refusal()
    staff.tick(staff.main.locator("input[name=scopes][value='seats:read']"))
    staff.press(staff.main.locator("form[method=post] button.btn-primary"))
    staff.press(staff.main.locator("a.btn-primary"))
    staff.unfold(staff.main.locator("details.confirm summary"))
    staff.press(staff.main.locator("details.confirm button"))
    staff.press(staff.main.locator("a.btn-primary"))
    staff.press(staff.main.locator("a[href$='/end']").first)
    staff.write(staff.main.locator("input[name=name]"), "Shop")
    staff.press(staff.main.locator("form[method=post] button.btn-danger"))
    staff.sees_refusal()
    staff.write(staff.main.locator("input[name=name]"), "shop")
    staff.press(staff.main.locator("form[method=post] button.btn-danger"))
    staff.press(staff.main.locator("a[href*='/keys/requests?key=']").first)


def a_domain_of_the_company(scene: Scene) -> None:
    """A domain that is none, one that is claimed, and that is given up again."""
    owner = scene.enter("zoom-owner")
    owner.press(owner.menu_of("settings"))
    owner.press(owner.main.locator("a[href$='/settings/sign-in']").first)
    owner.write(owner.main.locator("input[name=domain]"), "no domain")
    owner.press(owner.main.locator("button[value=claim]"))
    owner.sees_refusal()
    owner.write(owner.main.locator("input[name=domain]"), "bright-harbor.example")
    owner.press(owner.main.locator("button[value=claim]"))
    owner.unfold(owner.main.locator("details.confirm summary"))
    owner.press(owner.main.locator("button[value=withdraw]"))


STEPS: Final[tuple[Callable[[Scene], None], ...]] = (
    a_statement_of_the_bank,
    a_credit_note,
    credit_by_goodwill,
    a_transfer_taken_back,
    a_coupon,
    a_key_of_the_api,
    a_domain_of_the_company,
)
