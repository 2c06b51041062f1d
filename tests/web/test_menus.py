"""The menu and the breadcrumbs go by the paths of the vendors' own pages, and each step opens."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from curule.core.languages import Language
from curule.core.presets import PRESETS
from curule.httpkit.clock import utc_now
from curule.web.portal.menus import MENUS
from curule.wording import catalogs
from tests.support.factories import World, make_world

pytestmark = pytest.mark.django_db

MENU = re.compile(r"<nav[^>]*>(.*?)</nav>", re.DOTALL)
LINK = re.compile(r'<a href="([^"]+)"[^>]*>(?:<svg.*?</svg>)?\s*(?:<span>)?([^<]+)<', re.DOTALL)


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def menu(page: str) -> dict[str, str]:
    found = MENU.search(page)
    assert found is not None
    return {label.strip(): address for address, label in LINK.findall(found[1])}


def crumbs(page: str) -> list[tuple[str, str]]:
    found = page.partition('<ol class="crumbs">')[2].partition("</ol>")[0]
    return [(label.strip(), address) for address, label in LINK.findall(found)]


def world_of(preset: str, client: Client, *, language: str, who: str = "owner") -> World:
    world = make_world(preset, seats=3, now=utc_now())
    reader = world.people[who]
    reader.language = language
    reader.save(update_fields=["language"])
    client.force_login(reader)
    return world


PATHS = (
    pytest.param(
        "tutkit", "fr", ("Adhésion et paiement", "Gestion des membres"), "members",
        marks=pytest.mark.requirement("T4"),
    ),
    pytest.param(
        "autodesk", "fr", ("Facturation et commandes", "Abonnements et contrats"),
        "subscriptions", marks=[pytest.mark.requirement("A5"), pytest.mark.requirement("A15")],
    ),
    pytest.param(
        "zoom", "fr", ("Gestion des utilisateurs", "Utilisateurs"), "members",
        marks=pytest.mark.requirement("Z6"),
    ),
    pytest.param(
        "licence_portal", "ru",
        ("Кабинет", "Администрирование компании", "Управление подпиской"), "licenses",
        marks=pytest.mark.requirement("R10"),
    ),
    pytest.param(
        "gotoassist", "fr", ("Centre de facturation", "Abonnements et contrats"), "subscriptions",
        marks=pytest.mark.requirement("G7"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("preset", "language", "path", "leads_to"), PATHS)
def test_the_path_of_the_vendors_page_is_walked(
    client: Client, preset: str, language: str, path: tuple[str, ...], leads_to: str
) -> None:
    """Each step is in the menu, its page leads to the next, and the last bears the path."""
    world = world_of(preset, client, language=language)
    home = f"/a/{world.account.id}"
    entries = menu(read(client, f"{home}/"))
    address = entries[path[0]]
    for after in path[1:]:
        assert after in entries
        shown = read(client, address)
        inside = {label.strip(): to for to, label in LINK.findall(shown.split("<main", 1)[1])}
        address = inside[after]
    assert address == f"{home}/{leads_to}"

    last = read(client, address)
    assert f"<h1>{path[-1]}</h1>" in last
    above = crumbs(last)
    assert [label for label, _ in above[: len(path) - 1]] == list(path[:-1])
    for _, to in above:
        assert client.get(to).status_code == 200


@pytest.mark.parametrize(("preset", "language", "path", "leads_to"), PATHS)
def test_the_help_says_the_path_that_the_menu_has(
    client: Client, preset: str, language: str, path: tuple[str, ...], leads_to: str
) -> None:
    names = {
        "tutkit": "members", "autodesk": "seats", "zoom": "users",
        "licence_portal": "licenses", "gotoassist": "cart",
    }  # fmt: skip
    world = world_of(preset, client, language=language)
    page = read(client, f"/a/{world.account.id}/help/{names[preset]}")
    written = " &gt; ".join(path)

    assert page.count(written) >= 2  # in the step, and on its link
    assert f'href="/a/{world.account.id}/{leads_to}"' in page


def test_every_preset_has_a_menu_with_every_page() -> None:
    needed = {"overview", "members", "licenses", "subscriptions", "invoices", "activity",
              "settings", "help"}  # fmt: skip

    assert set(MENUS) == set(PRESETS)
    for preset, entries in MENUS.items():
        found, rest = set(), list(entries)
        while rest:
            each = rest.pop()
            if hasattr(each, "parts"):
                rest.extend(each.parts)
            else:
                assert each.route not in found, preset
                found.add(each.route)
            for language in Language:
                assert catalogs.text(each.label, language)
        assert needed <= found, preset


def test_a_section_of_another_menu_is_not_there(client: Client) -> None:
    world = world_of("tutkit", client, language="en")

    assert client.get(f"/a/{world.account.id}/sections/cabinet").status_code == 404


def test_a_section_leads_to_each_contract(client: Client) -> None:
    world = world_of("gotoassist", client, language="fr")
    page = read(client, f"/a/{world.account.id}/sections/billing-center")

    assert f"/a/{world.account.id}/subscriptions/" in page
    assert world.terms.called in page
