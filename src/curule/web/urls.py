"""The addresses of the pages; who may open each stands in `permissions`."""

from django.urls import URLPattern, URLResolver, include, path

from curule.web import home, invitations, webhooks
from curule.web.console.urls import urlpatterns as console_patterns
from curule.web.my_urls import urlpatterns as my_patterns
from curule.web.portal.urls import urlpatterns as portal_patterns
from curule.web.single_sign_on import views as single_sign_on

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("language", home.language, name="language"),
    path("companies", home.companies, name="companies"),
    *my_patterns,
    path(
        "invitations/<uuid:invitation_id>/<str:token>",
        invitations.invitation_link,
        name="invitation_link",
    ),
    path("invitations/<uuid:invitation_id>", invitations.invitation, name="invitation"),
    path("webhooks/<slug:gateway_name>", webhooks.gateway_webhook, name="gateway_webhook"),
    path("sso", single_sign_on.sso, name="sso"),
    path("sso/start/<uuid:account_id>", single_sign_on.start, name="sso_start"),
    path("sso/callback", single_sign_on.callback, name="sso_callback"),
    path("oidc/", include("curule.web.single_sign_on.provider_urls")),
    path("auth/", include("allauth.urls")),
    *portal_patterns,
    *console_patterns,
]
