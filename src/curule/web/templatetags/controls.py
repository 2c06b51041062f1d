"""A field of a form that is not ours, drawn as ours are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString

from curule.web.sign_in_words import put_in_our_words

register: Final = template.Library()


@register.simple_tag(takes_context=True)
def in_our_words(context: Mapping[str, Any], form: forms.BaseForm) -> str:
    """Let a form that is not ours speak as our pages do; there is nothing to show."""
    put_in_our_words(form, context["reader"])
    return ""


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Return the input of a field in our look; hint and error belong to it for every reader."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        look = "form-check-input"
    else:
        look = "form-select" if isinstance(widget, forms.Select) else "form-control"
    attrs: dict[str, str | bool] = {"class": look}
    named = field.id_for_label
    described = [f"{named}-error"] if field.errors else []
    if field.help_text:
        described.append(f"{named}-hint")
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if field.errors:
        attrs["aria-invalid"] = "true"
    widget.attrs.pop("placeholder", None)
    return field.as_widget(attrs=attrs)
