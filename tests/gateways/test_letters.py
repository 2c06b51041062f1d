"""What people type into names and subjects arrives readable and does nothing (TH12)."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.gateways import letters
from curule.gateways.letters import Letter, as_bytes
from tests.support.mail_server import lines

OURS = [
    "from", "to", "subject", "date", "message-id", "auto-submitted", "content-language",
    "content-type", "content-transfer-encoding", "mime-version",
]  # fmt: skip

NAMES = {
    "comma": "Roy, Ana",
    "quotes": 'Ana "the boss" O\'Roy\\',
    "address": "Ana <evil@x.test>",
    "list": "a@b.test, c@d.test",
    "hebrew": "שלום עולם",
    "cyrillic": "Анна Петрова",
    "markup": "<script>alert(1)</script>",
    "formula": "=cmd|'/c calc'!A0",
    "template": "{{7*7}}",
    "comment": "(hidden)",
    "emoji": "Ana 👩‍💻",
}


def written(name: str = "", subject: str = "Hello", text: str = "Hi", html: str = "") -> bytes:
    letter = Letter(
        letter_id="1",
        recipient="bo@customer.test",
        recipient_name=name,
        subject=subject,
        text=text,
        html=html,
        language="en",
        written_at=datetime(2026, 4, 1, tzinfo=UTC),
    )
    return as_bytes(letter, sender="seats@acme.test")


def read(message: bytes) -> EmailMessage:
    return message_from_bytes(message, policy=policy.default)


def recipients(message: EmailMessage) -> tuple[Address, ...]:
    addresses: tuple[Address, ...] = message["To"].addresses
    return addresses


@pytest.mark.threat("TH12")
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_arrives_as_it_is_and_names_one_recipient(name: str) -> None:
    message = read(written(name=name, subject=name))
    assert [(to.display_name, to.addr_spec) for to in recipients(message)] == [
        (name, "bo@customer.test")
    ]
    assert message["Subject"] == name


@pytest.mark.threat("TH12")
@pytest.mark.parametrize(
    ("typed", "arrives"),
    [
        ("Ana\r\nBcc: evil@x.test", "Ana Bcc: evil@x.test"),
        ("Ana\nBcc: evil@x.test", "Ana Bcc: evil@x.test"),
        ("Ana\u2028Roy\x85\x00Ltd\x0b", "Ana Roy Ltd"),
        ("=?utf-8?q?=0aBcc:evil@x.test?=", "= ?utf-8?q?=0aBcc:evil@x.test?="),
        ("=?utf-8?b?ZXZpbA==?=", "= ?utf-8?b?ZXZpbA== ?="),
        ("\u202egnp.exe", "gnp.exe"),
        ("\ud800Ana", "Ana"),
    ],
)
def test_what_would_break_out_of_a_header_is_made_inert(typed: str, arrives: str) -> None:
    message = read(written(name=typed, subject=typed))
    assert [(to.display_name, to.addr_spec) for to in recipients(message)] == [
        (arrives, "bo@customer.test")
    ]
    assert message["Subject"] == arrives
    assert sorted(name.lower() for name in message) == sorted(OURS)


@pytest.mark.threat("TH12")
@pytest.mark.parametrize(
    "head",
    [
        b"To: a@x.test\r\nBcc: b@x.test",
        b"To: a@x.test\nBcc: b@x.test",
        b"To: a@x.test\rBcc: b@x.test",
        b"To: a@x.test\r\nTo: b@x.test",
        b"To: a@x.test\r\nnot a header",
    ],
)
def test_a_message_with_another_header_is_not_handed_over(head: bytes) -> None:
    """Whatever the library makes of our values, in whichever version of Python."""
    letters._check_headers(b"To: a@x.test\r\nSubject: folded\r\n line\r\n\r\nBcc: in the text")
    with pytest.raises(ValueError, match="would not be ours"):
        letters._check_headers(head + b"\r\n\r\nHi")


@pytest.mark.threat("TH12")
def test_even_a_name_that_was_not_made_inert_makes_no_header(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(letters, "_one_line", lambda text, _longest: text)
    message = read(written(name="=?utf-8?q?=0aBcc:evil@x.test?="))
    assert [to.addr_spec for to in recipients(message)] == ["bo@customer.test"]
    assert sorted(name.lower() for name in message) == sorted(OURS)


@pytest.mark.threat("TH12")
def test_a_name_that_no_reader_finds_again_is_left_out() -> None:
    """Python folds this one so that a part of it is read as the address."""
    assert [
        (to.display_name, to.addr_spec) for to in recipients(read(written(name=25 * "=?" + "<")))
    ] == [("", "bo@customer.test")]


def test_a_name_without_end_is_cut() -> None:
    message = read(written(name="x" * 10_000, subject="é" * 10_000))
    folded = recipients(message)[0].display_name  # with a blank where a line was folded
    assert folded.replace(" ", "") == "x" * 199 + "…"
    assert message["Subject"] == "é" * 399 + "…"


def test_a_body_is_never_a_reason_to_fail() -> None:
    message = read(written(text="a\x00b\ud800c\r\n.\r\nFrom me\n", html="<p>é\ud800</p>"))
    plain, html = message.iter_parts()
    assert lines(plain) == ["a\ufffdb\ufffdc", ".", "From me"]
    assert lines(html) == ["<p>é\ufffd</p>"]


@pytest.mark.threat("TH12")
@given(name=st.text(), subject=st.text(), text=st.text())
def test_whatever_is_typed_the_headers_are_ours_and_the_recipient_is_one(
    name: str, subject: str, text: str
) -> None:
    message = read(written(name=name, subject=subject, text=text))
    assert sorted(header.lower() for header in message) == sorted(OURS)
    assert [to.addr_spec for to in recipients(message)] == ["bo@customer.test"]


@pytest.mark.threat("TH12")
@given(
    name=st.lists(
        st.sampled_from(
            [
                "=?",
                "?=",
                "utf-8",
                "?q?",
                "?b?",
                "=0a",
                "=0d",
                "\n",
                "\r",
                "Bcc:",
                "e@x.test",
                '"',
                "\\",
                ",",
                " ",
                "é",
                "<",
                ">",
            ]
        )
    ).map("".join)
)
def test_no_mixture_of_dangerous_pieces_makes_a_header(name: str) -> None:
    message = read(written(name=name, subject=name))
    assert sorted(header.lower() for header in message) == sorted(OURS)
    assert [to.addr_spec for to in recipients(message)] == ["bo@customer.test"]
