"""A button has the label of the vendor's own page, and the help says the same."""

from __future__ import annotations

import pytest

from curule.core.languages import Language
from curule.core.messages import say
from curule.core.policy import NamedNoun
from curule.wording import translate
from tests.web.buying.pages import Portal, text_of
from tests.web.buying.worlds import bought_world

pytestmark = pytest.mark.django_db


def reviewed(preset: str, seat_type: str, person: str, **overrides: object) -> str:
    """What the review of one seat more says to a French reader."""
    world = bought_world(preset, {seat_type: 5}, overrides=overrides)
    portal = Portal.of(world, person, language="fr")
    fields = {f"seats_{seat_type}": 6 if preset == "autodesk" else 1}
    return text_of(portal.get(portal.to_review("add-seats", **fields)))


@pytest.mark.requirement("A12")
def test_an_autodesk_order_is_sent() -> None:
    usual = reviewed("autodesk", "seat", "contract_manager")
    changed = reviewed(
        "autodesk",
        "seat",
        "contract_manager",
        **{"quantity.max_seats": 7, "words.seat_noun": NamedNoun.AGENT.value},
    )
    for page in (usual, changed):
        assert "Envoyer la commande · payer" in page
        assert "Vérifier la commande" in page
        assert "Passer la commande" not in page


@pytest.mark.requirement("G13")
def test_the_others_place_theirs() -> None:
    page = reviewed("tutkit", "participant", "owner")
    assert "Passer la commande · payer" in page
    assert "Envoyer la commande" not in page


@pytest.mark.requirement("A8", "A9")
def test_an_autodesk_number_is_saved() -> None:
    world = bought_world("autodesk", {"seat": 5}, overrides={"decrease.effective": "now"})
    portal = Portal.of(world, "contract_manager", language="fr")
    for name in ("add-seats", "reduce"):
        page = text_of(portal.get(portal.path(name)))
        assert "Enregistrer les modifications" in page
        assert "Continuer vers la vérification" not in page


def test_a_number_of_the_others_leads_to_the_review() -> None:
    world = bought_world("tutkit", {"participant": 5})
    page = text_of(Portal.of(world, language="fr").get(Portal.of(world).path("add-seats")))
    assert "Enregistrer les modifications" not in page


@pytest.mark.parametrize("language", Language)
def test_the_help_names_the_button_as_it_is_called(language: Language) -> None:
    button = translate(say("review.submit"), language)
    assert button in translate(say("help.seats.add6"), language)
