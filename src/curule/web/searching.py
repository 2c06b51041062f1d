"""Words that a page is searched or narrowed by, as a browser sends them."""

from __future__ import annotations

from django.http import HttpRequest


def search_words(request: HttpRequest, name: str, *, most: int) -> str:
    """Return what is searched for, at most so many characters of it.

    A NUL is in no word that was stored, and PostgreSQL refuses a text that holds one.
    """
    return request.GET.get(name, "").replace("\0", "").strip()[:most]
