"""What answers to which address: the API, directories, and the pages."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include("curule.api.v1.door")),
    path(".well-known/", include("curule.api.well_known")),
    path("scim/v2/", include("curule.scim.door")),
    path("", include("curule.web.urls")),
]
if settings.CURULE_DEMO:
    from curule.web.demo import sign_in

    urlpatterns.append(path("demo/<slug:name>", sign_in, name="demo_sign_in"))

handler400 = "curule.web.errors.bad_request"
handler403 = "curule.web.errors.forbidden"
handler404 = "curule.web.errors.not_found"
handler429 = "curule.web.errors.too_many"
handler500 = "curule.web.errors.failed"
