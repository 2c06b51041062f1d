"""The forms of the console: labels by key, Django's own words for what is wrong beside a field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from curule.core.refusals import Refusal, RefusalCode, Refused
from curule.selectors.console.accounts import AccountCard
from curule.web.console.rendering import page
from curule.web.refusals import status_of, told
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.refusals import refusal_text
from curule.wording.values import Reader


class ConsoleForm(forms.Form):
    """A form whose labels are texts `<area>.<field>`; `hints` have a line `<area>.<field>_hint`."""

    area = "console.form."
    hints: tuple[str, ...] = ()
    beside: Mapping[str, str] = MappingProxyType({})
    """Beside which field a refusal is said: by its code, or by the field that it names."""
    wrong: Mapping[str, str] = MappingProxyType({})
    """The text that says what a field takes, where a refusal only says that it is not this."""

    def __init__(
        self,
        reader: Reader,
        given: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        """Read what is given, in the language of its reader."""
        super().__init__(given, initial=dict(initial or {}))
        self.reader = reader
        for name, field in self.fields.items():
            field.label = say(reader, f"{self.area}{name}")
            select = isinstance(field.widget, forms.Select)
            if not isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect):
                field.widget.attrs.setdefault("class", "form-select" if select else "form-control")
            if name in self.hints:
                field.help_text = say(reader, f"{self.area}{name}_hint")
                if not field.widget.use_fieldset:  # else the fieldset has it
                    field.widget.attrs["aria-describedby"] = f"id_{name}-hint"

    def choose(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        """Set what a field offers."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def say_refused(self, refused: Refused) -> bool:
        """Say a refusal beside the field it is about; False if it is about none of this form."""
        refusal = refused.refusal
        named = self.beside.get(str(refusal.values.get("field", "")))
        about = named or self.beside.get(refusal.code)
        if about is None:
            return False
        self.add_error(about, self._said(about, refusal))
        return True

    def _said(self, about: str, refusal: Refusal) -> str:
        if refusal.code is RefusalCode.FIELD_INVALID and about in self.wrong:
            return say(self.reader, self.wrong[about])
        return str(refusal_text(refusal, self.reader.language))


def count_field(*, required: bool = True) -> forms.IntegerField:
    """Return a field for a whole number of seats."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "form-control"})
    return forms.IntegerField(min_value=0, max_value=1_000_000, required=required, widget=widget)


def form_page(
    request: HttpRequest,
    viewer: StaffViewer,
    form: ConsoleForm,
    *,
    refused: Refused | None = None,
    account: AccountCard | None = None,
    button: str = "",
    lead: str = "",
    **more: object,
) -> HttpResponse:
    """Return the page of a form, with what was refused.

    Its title and button are texts of the form's area; `button` and `lead` are keys of others.
    `back` names the page that it is left for, where it is about no account; `is_final` marks what
    nobody takes back.
    """
    unsaid = refused if refused and not form.say_refused(refused) else None
    context = {
        "form": form,
        "refused": told(request, unsaid.refusal) if unsaid else None,
        "title": say(viewer.reader, f"{form.area}title"),
        "button": say(viewer.reader, button or f"{form.area}button"),
        "lead": say(viewer.reader, lead) if lead else "",
        "card": account,
        **more,
    }
    status = status_of(unsaid.refusal) if unsaid else 422 if form.errors else 200
    return page(request, viewer, "console/form.html", context, status=status)
