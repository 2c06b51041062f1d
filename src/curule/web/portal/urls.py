"""The addresses of the customers' pages, all below the account."""

from django.urls import URLPattern, URLResolver, include, path

from curule.web import welcome
from curule.web.portal import helping, overview, section_page
from curule.web.portal.account.urls import urlpatterns as account_pages
from curule.web.portal.buying.urls import urlpatterns as buying_pages
from curule.web.portal.money.urls import urlpatterns as money_pages
from curule.web.portal.people.urls import urlpatterns as people_pages

_PAGES: list[URLPattern | URLResolver] = [
    path("", overview.overview, name="overview"),
    *buying_pages,
    *people_pages,
    path("sections/<slug:name>", section_page.section, name="section"),
    path("welcome", welcome.welcome, name="welcome"),
    path("undo-join", welcome.joining_undo, name="joining_undo"),
    *money_pages,
    *account_pages,
    path("help", helping.help_list, name="help"),
    path("help/<slug:name>", helping.help_page, name="help_page"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("a/<uuid:account_id>/", include(_PAGES)),
]
