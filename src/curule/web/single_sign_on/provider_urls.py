"""The addresses of our own OpenID provider, below its issuer."""

from allauth.idp.oidc import views
from django.urls import URLPattern, URLResolver, path

from curule.web.single_sign_on import provider_views

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        ".well-known/openid-configuration", provider_views.configuration, name="oidc_configuration"
    ),
    path("jwks.json", provider_views.jwks, name="oidc_jwks"),
    path("authorize", provider_views.authorize, name="oidc_authorize"),
    path("go-on", provider_views.go_on, name="oidc_go_on"),
    path("token", provider_views.token, name="oidc_token"),
    path("userinfo", views.user_info, name="oidc_userinfo"),
    path("revoke", views.revoke, name="oidc_revoke"),
]
