"""What answers to which address: nothing yet, the portal and the API come with their issues."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
