"""The forms of the console: labels by key, Django's own words for what is wrong beside a field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from curule.core.refusals import Refused
from curule.web.templatetags.curule import say
from curule.wording.refusals import refusal_text
from curule.wording.values import Reader


class ConsoleForm(forms.Form):
    """A form whose labels are texts `<area>.<field>`; `hints` have a line `<area>.<field>_hint`."""

    area = "console.form."
    hints: tuple[str, ...] = ()

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
            if not isinstance(field.widget, forms.CheckboxInput):
                field.widget.attrs.setdefault("class", "form-select" if select else "form-control")
            if name in self.hints:
                field.help_text = say(reader, f"{self.area}{name}_hint")
                field.widget.attrs["aria-describedby"] = f"id_{name}-hint"

    def choose(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        """Set what a field offers."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def say_refused(self, refused: Refused, fields: Mapping[str, str]) -> bool:
        """Say a refusal beside the field it is about; False if it is about none of `fields`.

        `fields` leads from a refusal's code, or from the field it names, to one of this form.
        """
        refusal = refused.refusal
        about = fields.get(str(refusal.values.get("field", ""))) or fields.get(refusal.code)
        if about is None:
            return False
        self.add_error(about, str(refusal_text(refusal, self.reader.language)))
        return True


def count_field(*, required: bool = True) -> forms.IntegerField:
    """Return a field for a whole number of seats."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "form-control"})
    return forms.IntegerField(min_value=0, max_value=1_000_000, required=required, widget=widget)
