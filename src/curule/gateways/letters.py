"""A letter and how it is written for the wire, safe against what people put into names."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Final

_LONGEST_NAME: Final = 200
_LONGEST_SUBJECT: Final = 400
# Control characters, line ends of every kind, lone surrogates, and marks that turn the text around.
_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+"
)
_HEADERS: Final = frozenset(
    {
        b"from", b"to", b"subject", b"date", b"message-id", b"auto-submitted", b"content-language",
        b"mime-version", b"content-type", b"content-transfer-encoding",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A PDF that goes with a letter, under a name that is ours."""

    name: str
    pdf: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail to one person; `recipient` is an address alone, from a row, never from a form (TH9).

    `letter_id` stays the same when the letter is sent again, so that mail programs can tell.
    """

    letter_id: str
    recipient: str
    recipient_name: str = ""
    subject: str
    text: str
    html: str = ""
    language: str
    written_at: datetime
    enclosed: tuple[Enclosed, ...] = ()


def as_bytes(letter: Letter, *, sender: str) -> bytes:
    """Return the message as it is handed over.

    Raises:
        ValueError: an address is none or more than one, or a header would not be ours.
    """
    from_ = _address(sender)
    message = EmailMessage(policy=SMTP)
    message["From"] = from_
    message["To"] = _recipient(letter)
    message["Subject"] = _one_line(letter.subject, _LONGEST_SUBJECT)
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = f"<{letter.letter_id}@{from_.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_printable(letter.text), cte="quoted-printable")
    if letter.html:
        message.add_alternative(_printable(letter.html), subtype="html", cte="quoted-printable")
    for each in letter.enclosed:
        name = _one_line(each.name, _LONGEST_NAME)
        message.add_attachment(each.pdf, maintype="application", subtype="pdf", filename=name)
    message["Content-Language"] = letter.language  # last: a new content clears such headers
    written = message.as_bytes()
    _check_headers(written)
    return written


def _address(sender: str) -> Address:
    name, address = parseaddr(sender)
    return Address(_one_line(name, _LONGEST_NAME), addr_spec=_only(address))


def _recipient(letter: Letter) -> Address:
    """Return whom a letter is for, with the name where it survives the folding of a long header.

    Python takes some quoted names apart at the end of a line; read back, the name is an address,
    or cannot be read at all.
    """
    address = _only(letter.recipient)
    named = Address(_one_line(letter.recipient_name, _LONGEST_NAME), addr_spec=address)
    return named if _read_back(named) == [address] else Address(addr_spec=address)


def _read_back(recipient: Address) -> list[str]:
    """Return the addresses that a reader finds in the header as it is written."""
    probe = EmailMessage(policy=SMTP)
    probe["To"] = recipient
    read = message_from_bytes(probe.as_bytes(), policy=SMTP)
    try:
        return [each.addr_spec for each in read["To"].addresses]
    except IndexError:  # Python's reader, on words that are cut
        return []


def _only(address: str) -> str:
    """Return the address if it is a single one, written plainly."""
    local, at, domain = address.rpartition("@")
    if (
        not (local and at and domain)
        or re.search(r'[\s,;:<>()\[\]"\\@]', local + domain)
        or _UNSAFE.search(address)
    ):
        raise ValueError("not one plain address")
    return address


def _one_line(text: str, longest: int) -> str:
    """Return text for a header: one line, nothing that a mail program would decode or turn around.

    An encoded word typed into a name ("=?utf-8?q?=0aBcc:…?=") would be decoded while the header is
    written, line end included; Python 3.11.7 then writes a second header.
    """
    line = " ".join(_UNSAFE.sub(" ", text).split()).replace("=?", "= ?")
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _printable(text: str) -> str:
    """Return a body that can be encoded: lone surrogates and NUL cannot."""
    return re.sub("[\x00\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)


def _check_headers(written: bytes) -> None:
    """Refuse a message whose headers are not exactly ours, whatever the library made of them."""
    head = written.partition(b"\r\n\r\n")[0]
    lines = [line for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    names = [line.partition(b":")[0].lower() for line in lines]
    if (
        re.search(rb"(?<!\r)\n|\r(?!\n)", head)
        or len(names) != len(set(names))
        or not _HEADERS.issuperset(names)
    ):
        raise ValueError("a header would not be ours")
