"""The mails of signing in: a code, or a word about what was changed, in our frame and language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest

from curule.web.templatetags.curule import say
from curule.wording.mail_frame import Button, framed
from curule.wording.mails import Mail, language_of
from curule.wording.values import Reader, plain

_CODES: Final = frozenset(
    {"login_code", "password_reset_code", "email_confirmation", "invitation_code"}
)
_SAME: Final = {"email_confirmation_signup": "email_confirmation"}
_LINKS: Final = {
    "account_already_exists": ("password_reset_url", "account_reset_password"),
    "unknown_account": ("signup_url", "account_signup"),
    "password_reset_key": ("password_reset_url", "account_reset_password"),
}
_NAME: Final = "Curule"


def write_sign_in_mail(
    template_prefix: str,
    to: str,
    context: Mapping[str, Any],
    request: HttpRequest | None,
) -> Mail:
    """Return a mail of allauth's (`account/email/login_code` …) in our words.

    Who has a user account reads their own language, a stranger the one of the page.
    """
    name = template_prefix.rsplit("/", 1)[-1]
    name = _SAME.get(name, name)
    reader = _reader(to, request)
    code = str(context.get("code", "")) if name in _CODES else ""
    values = {
        "email": to,
        "account": plain(str(context.get("account", ""))),
        "from_email": str(context.get("from_email", "")),
        "to_email": str(context.get("to_email", "")),
        "deleted_email": str(context.get("deleted_email", "")),
        "at": context.get("timestamp", ""),
        "ip": plain(str(context.get("ip", ""))),
        "browser": plain(str(context.get("user_agent", ""))),
    }
    subject = say(reader, f"sign_in_mail.{name}.subject", **values)
    paragraphs = [say(reader, "sign_in_mail.greeting")]
    paragraphs.append(say(reader, f"sign_in_mail.{name}.body", **values))
    button = _button(name, context, reader)
    if code or name in _LINKS:
        paragraphs.append(say(reader, "sign_in_mail.ignore"))
    else:
        paragraphs.append(say(reader, "sign_in_mail.not_you", **values))
    closing = say(reader, "sign_in_mail.closing")
    said = [*paragraphs[:2], *([code] if code else []), *paragraphs[2:]]
    if button is not None:
        said.insert(2, button.link)
    return Mail(
        subject=subject,
        text="\n\n".join([*said, closing]) + "\n",
        html=framed(
            subject=subject,
            name=_NAME,
            paragraphs=[*paragraphs, closing],
            button=button,
            why=say(reader, "mail.why.sign_in"),
            language=reader.language,
            code=code,
        ),
    )


def _button(name: str, context: Mapping[str, Any], reader: Reader) -> Button | None:
    """Return the button of a mail that has one; its link is on the configured host only (TH11)."""
    if name not in _LINKS:
        return None
    given = urlsplit(str(context.get(_LINKS[name][0], "")))
    link = f"{settings.CURULE_BASE_URL.rstrip('/')}{given.path}"
    link += f"?{given.query}" if given.query else ""
    return Button(label=say(reader, f"sign_in_mail.{name}.button"), link=link)


def _reader(to: str, request: HttpRequest | None) -> Reader:
    person: Any = get_user_model().objects.filter(email=to).first()
    page: Reader | None = getattr(request, "reader", None)
    if person is not None:
        return Reader(language=language_of(person.language), zone=person.time_zone or "UTC")
    return page or Reader(language=language_of("en"))
