"""The addresses of the account's settings, its history and its end."""

from django.urls import URLPattern, URLResolver, path

from curule.web.portal.account import activity, closing, directory, settings, sign_in_rules

urlpatterns: list[URLPattern | URLResolver] = [
    path("activity", activity.activity, name="activity"),
    path("activity.csv", activity.activity_csv, name="activity_csv"),
    path("settings", settings.settings, name="settings"),
    path("settings/directory", directory.directory, name="directory"),
    path("settings/sign-in", sign_in_rules.sign_in_rules, name="sign_in_rules"),
    path("settings/close", closing.close_account, name="close_account"),
    path("settings/owner", settings.transfer, name="transfer_ownership"),
]
