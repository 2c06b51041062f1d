"""The addresses of the customers' pages, all below the account."""

from django.urls import URLPattern, URLResolver, include, path

from curule.web.portal import overview

_PAGES: list[URLPattern | URLResolver] = [
    path("", overview.overview, name="overview"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("a/<uuid:account_id>/", include(_PAGES)),
]
