"""What forms answer, in all four languages: nothing for axe or html-validate, nothing cut.

The pages that links lead to are looked at in `test_pages`; these are the others.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import behind_console_forms, behind_forms
from tests.browser.behind_forms import Scene
from tests.browser.hands import Pointer
from tests.browser.mails import Post
from tests.browser.playing import Player
from tests.browser.visiting import LANGUAGES, Camera, Look, Visit, read_in, sign_in

pytestmark = pytest.mark.drawn("forms")

STEPS = (*behind_forms.STEPS, *behind_console_forms.STEPS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("steps", STEPS, ids=lambda steps: steps.__name__)
@pytest.mark.usefixtures("afresh")
def test_the_pages_behind_forms(
    visit: Visit,
    look: Look | Camera,
    post: Post,
    pictures: Path,
    *,
    steps: Callable[[Scene], None],
    language: str,
) -> None:
    def enter(link: str = "") -> Player:
        page = visit(locale=language)
        if link:
            sign_in(page, link)
        else:
            page.goto("/")
        read_in(page, language)
        return Player(Pointer(page, scripts=True), pictures, look)

    steps(Scene(enter, post))
