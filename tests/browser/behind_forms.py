"""The pages that no link leads to: what a form answers, right or wrong, in whatever language.

Each of these goes through forms as one person would, and finds its way by what the pages are made
of, not by their words. So each can be gone in every language, to be looked at or to take pictures.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from playwright.sync_api import Locator

from tests.browser.mails import Post
from tests.browser.playing import Player

PASSWORD: Final = "un-crayon-vert-et-deux-gommes"


class Enter(Protocol):
    """Lets somebody begin: by a link of the demo, or as a stranger at the door."""

    def __call__(self, link: str = ...) -> Player: ...


@dataclass(frozen=True, slots=True)
class Scene:
    """Who can come, all reading one language, and the mails they get."""

    enter: Enter
    post: Post


def to_subscription(player: Player) -> None:
    """Go to the first contract of the company."""
    player.press(player.menu_of("subscriptions"))
    player.press(player.main.locator("a[href*='/subscriptions/']").first)


def _first_button(player: Player) -> Locator:
    return player.main.locator("form[method=post] button.btn-primary").first


def _type_number(player: Player, number: int) -> None:
    player.write(player.main.locator("input[type=number]").first, str(number))
    player.press(_first_button(player))


def _order(player: Player) -> None:
    player.press(player.main.locator("#order button.btn-primary"))


def _due(player: Player) -> int:
    found = re.findall(r"\d+", player.main.locator("fieldset legend").last.inner_text())
    return int(found[0])


# --- buying ---------------------------------------------------------------------------------------


def an_order_of_seats(scene: Scene) -> None:
    """Too many, then two more beside a reduction that waits; another card, the order, its end."""
    owner = scene.enter("zoom-owner")
    to_subscription(owner)
    owner.press(owner.main.locator("a[href$='/add-seats']").first)
    _type_number(owner, 9999)
    owner.sees_refusal()
    _type_number(owner, 14)
    owner.tick(owner.main.locator("input[name=reduction]").first)
    owner.press(_first_button(owner))
    owner.unfold(owner.main.locator("#pay ~ details summary"))
    owner.press(owner.main.locator("form[action$='/method'] button"))
    _order(owner)
    owner.press(owner.main.locator("section[aria-labelledby=assign] a.btn-primary"))


def a_declined_card(scene: Scene) -> None:
    """A card that is declined: nothing is bought, and the page says what one can do."""
    owner = scene.enter("zoom-owner")
    to_subscription(owner)
    owner.press(owner.main.locator("a[href$='/add-seats']").first)
    _type_number(owner, 13)
    owner.tick(owner.main.locator("input[name=reduction]").first)
    owner.press(_first_button(owner))
    owner.unfold(owner.main.locator("#pay ~ details summary"))
    owner.choose(owner.main.locator("#card"), "decline")
    owner.press(owner.main.locator("form[action$='/method'] button"))
    _order(owner)
    owner.sees_refusal()


def an_order_by_the_cart(scene: Scene) -> None:
    """The cart filled and emptied, a wrong VAT number and a right one, an order paid later."""
    buyer = scene.enter("gotoassist-billing-contact")
    to_subscription(buyer)
    buyer.press(buyer.main.locator("a[href*='/cart/']").first)
    agents = buyer.main.locator("input[name=seats_agent]")
    more = int(agents.input_value()) + 2
    buyer.press(_first_button(buyer))  # the same numbers are no change
    buyer.write(agents, str(more))
    buyer.press(_first_button(buyer))
    buyer.press(_first_button(buyer))
    buyer.write(buyer.main.locator("#tax_id"), "DE1")
    buyer.press(buyer.main.locator("form[action$='/tax-id'] button"))
    buyer.sees_refusal()
    buyer.write(buyer.main.locator("#tax_id"), "DE129274202")
    buyer.press(buyer.main.locator("form[action$='/tax-id'] button"))
    buyer.tick(buyer.main.locator("input[name=pay][value=transfer]"))
    _order(buyer)


def a_bigger_plan(scene: Scene) -> None:
    """More than the plan may have, and the order of one that may."""
    owner = scene.enter("tutkit-owner")
    to_subscription(owner)
    owner.press(owner.main.locator("a[href$='/add-seats']").first)
    _type_number(owner, 9)
    owner.sees_refusal()
    owner.press(owner.main.locator("#refused a[href$='/plan']").first)
    owner.press(owner.main.locator("form:has(input[name=plan][value=equipe_25]) button").first)
    _order(owner)


def a_next_term(scene: Scene) -> None:
    """The order of a next term, which waits for a transfer."""
    owner = scene.enter("licence-portal-owner")
    to_subscription(owner)
    owner.press(owner.main.locator("a[href$='/renew']").first)
    _type_number(owner, 0)
    _type_number(owner, 3)
    _order(owner)


def an_offer(scene: Scene) -> None:
    """What the adviser offered, accepted."""
    buyer = scene.enter("gotoassist-corporate")
    to_subscription(buyer)
    buyer.press(buyer.main.locator("a[href$='/managed']").first)
    buyer.press(buyer.main.locator("a[href*='/quotes/']").first)
    _order(buyer)


def a_reduction(scene: Scene) -> None:
    """More, then fewer than there are people: who leaves is asked, and chosen."""
    manager = scene.enter("autodesk-contract-manager")
    to_subscription(manager)
    manager.press(manager.main.locator("a[href$='/reduce']").first)
    _type_number(manager, 99)
    manager.sees_refusal()
    _type_number(manager, 7)
    boxes = manager.main.locator("input[name=leave]")
    for number in range(_due(manager)):
        manager.tick(boxes.nth(number))
    manager.press(manager.main.locator("form[method=post] button.btn-primary").first)


# --- people ---------------------------------------------------------------------------------------


def a_list_of_people(scene: Scene) -> None:
    """A list with what is wrong in it, and one that is added."""
    owner = scene.enter("zoom-owner")
    owner.press(owner.menu_of("members"))
    owner.press(owner.main.locator("a[href*='/members/add']").first)
    owner.write(
        owner.main.locator("textarea"),
        "Kim Lee <kim.lee@example.com>, kim.lee@example.com, amara.obi@bright-harbor.example",
    )
    owner.press(_first_button(owner))
    owner.press(owner.main.locator("a[href*='/members/add']").first)
    owner.write(owner.main.locator("textarea"), "nobody at all")
    owner.press(_first_button(owner))
    owner.press(owner.main.locator("a[href*='/members/add']").first)
    owner.write(owner.main.locator("textarea"), "kim.lee@example.com, wes@example.com")
    owner.press(_first_button(owner))
    owner.press(_first_button(owner))


def a_seat_taken_back(scene: Scene) -> None:
    """A seat taken from somebody, and given back again; a row that is filled in wrongly."""
    owner = scene.enter("tutkit-owner")
    owner.press(owner.menu_of("members"))
    owner.press(owner.main.locator("a[href*='/unassign']").first)
    owner.press(owner.main.locator("form[method=post] button").first)
    owner.press(owner.main.locator("tr.is-freed button").first)
    _invite_from_row(owner, "sophie.garnier@lumiere.example")
    owner.sees_refusal()


def an_invitation(scene: Scene) -> None:
    """An invitation, its page for somebody new, a password too short, the welcome."""
    owner = scene.enter("tutkit-owner")
    owner.press(owner.menu_of("members"))
    _invite_from_row(owner, "nina.dubois@example.com")
    nina = scene.enter()
    nina.open(scene.post.newest("nina.dubois@example.com").leads_to)
    nina.write(nina.main.locator("input[type=password]"), "12345678")
    nina.press(_first_button(nina))
    nina.sees_refusal()
    nina.write(nina.main.locator("input[type=password]"), PASSWORD)
    nina.press(_first_button(nina))
    nina.press(nina.main.locator("a[href='/my']").first)


def _invite_from_row(owner: Player, email: str) -> None:
    owner.write(owner.main.locator("#email-1"), email)
    owner.write(owner.main.locator("#first-1"), "Nina")
    owner.write(owner.main.locator("#last-1"), "Dubois")
    owner.press(owner.main.locator("form:has(#email-1) button"))


def an_own_plan(scene: Scene) -> None:
    """Somebody with a plan of their own joins, and goes back."""
    link = scene.post.newest("nora.lindqvist@northwind.example").leads_to
    nora = scene.enter("zoom-invited")
    nora.open(link)
    nora.tick(nora.main.locator("input[name=join][value=refund]"))
    nora.press(_first_button(nora))
    nora.press(nora.main.locator("a[href$='/undo-join']").first)
    nora.press(nora.main.locator("form[method=post] button").first)


def an_own_plan_that_is_owed_for(scene: Scene) -> None:
    """Nobody joins who owes for a plan of their own."""
    link = scene.post.newest("nora.lindqvist@northwind.example").leads_to
    nora = scene.enter("zoom-invited")
    owe_for_own_plan(nora)
    nora.open(link)
    nora.press(nora.main.locator("#blocked a").first)


def owe_for_own_plan(player: Player) -> None:
    """Order one more seat in the own plan, to be paid by transfer."""
    to_subscription(player)
    player.press(player.main.locator("a[href$='/add-seats']").first)
    _type_number(player, 2)
    player.tick(player.main.locator("input[name=pay][value=transfer]"))
    _order(player)


def a_license_for_nobody(scene: Scene) -> None:
    """A licence bound to nobody who is registered, and to somebody who is."""
    owner = scene.enter("licence-portal-owner")
    owner.press(owner.menu_of("licenses"))
    for email in ("nobody@vektor.example", "nikita.fedorov@vektor.example"):
        owner.write(owner.main.locator("input[id^=bind-]").first, email)
        owner.press(owner.main.locator("form.bind button").first)


# --- money, the sign-in, the console --------------------------------------------------------------


def billing_details(scene: Scene) -> None:
    """A VAT number that is none."""
    owner = scene.enter("zoom-owner")
    owner.press(owner.menu_of("invoices"))
    owner.press(owner.page.locator("a[href$='/billing']").first)
    owner.write(owner.main.locator("input[name=tax_id]"), "IE1")
    owner.press(owner.main.locator("form:has(input[name=tax_id]) button").first)
    owner.sees_refusal()


def the_sign_in(scene: Scene) -> None:
    """A wrong password, a name of nobody, a wrong code."""
    stranger = scene.enter()
    stranger.write(stranger.main.locator("input[type=email]"), "nobody@example.com")
    stranger.write(stranger.main.locator("input[type=password]"), "12345678")
    stranger.press(_first_button(stranger))
    stranger.press(stranger.main.locator("a[href*='/auth/signup']").first)
    stranger.write(stranger.main.locator("input[type=email]"), "somebody@example.com")
    stranger.write(stranger.main.locator("input[type=password]"), "12345678")
    stranger.press(_first_button(stranger))
    stranger.open("/auth/login/code/")
    stranger.write(
        stranger.main.locator("input[type=email]"), "grace.holloway@bright-harbor.example"
    )
    stranger.press(_first_button(stranger))
    stranger.write(stranger.main.locator("input[name=code]"), "AAAA-AAAA")
    stranger.press(_first_button(stranger))
    stranger.open("/auth/password/reset/")
    stranger.write(
        stranger.main.locator("input[type=email]"), "grace.holloway@bright-harbor.example"
    )
    stranger.press(_first_button(stranger))


def a_payment_recorded(scene: Scene) -> None:
    """What a payment would bring about, and its record."""
    staff = scene.enter("staff-admin")
    staff.press(staff.menu_of("payments"))
    staff.press(staff.main.locator("a[href*='/payments/record']").first)
    staff.write(staff.main.locator("input[name=amount]").first, "a lot")
    staff.press(staff.main.locator("form button.btn-primary").first)
    staff.write(staff.main.locator("input[name=amount]").first, "100")
    staff.write(staff.main.locator("input[name=currency]").first, "EUR")
    staff.write(staff.main.locator("input[name=reference]").first, "none")
    staff.press(staff.main.locator("form button").first)
    staff.press(staff.main.locator("form:has(#for-account) button"))
    staff.press(_first_button(staff))


STEPS: Final[tuple[Callable[[Scene], None], ...]] = (
    an_order_of_seats,
    a_declined_card,
    an_order_by_the_cart,
    a_bigger_plan,
    a_next_term,
    an_offer,
    a_reduction,
    a_list_of_people,
    a_seat_taken_back,
    an_invitation,
    an_own_plan,
    an_own_plan_that_is_owed_for,
    a_license_for_nobody,
    billing_details,
    the_sign_in,
    a_payment_recorded,
)
