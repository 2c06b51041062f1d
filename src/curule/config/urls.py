"""What answers to which address: the pages; the API comes later."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("curule.web.urls")),
]

handler400 = "curule.web.errors.bad_request"
handler403 = "curule.web.errors.forbidden"
handler404 = "curule.web.errors.not_found"
handler429 = "curule.web.errors.too_many"
handler500 = "curule.web.errors.failed"
