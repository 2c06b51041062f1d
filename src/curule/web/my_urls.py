"""The addresses of a person's own pages."""

from django.urls import URLPattern, URLResolver, path

from curule.web import my, my_mails
from curule.web.single_sign_on import views as single_sign_on

urlpatterns: list[URLPattern | URLResolver] = [
    path("my", my.my_access, name="my_access"),
    path("my/profile", my.my_profile, name="my_profile"),
    path("my/mails", my_mails.my_mails, name="my_mails"),
    path("my/security", my.my_security, name="my_security"),
    path("my/second-factor", single_sign_on.second_factor, name="second_factor"),
    path("my/help", my.my_help, name="my_help"),
    path("my/companies/<uuid:account_id>/leave", my.leave_company, name="leave_company"),
]
