"""One mailbox, one spelling; everything else is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.addresses import AddressInvalid, canonical_address
from curule.core.names import NameInvalid, clean_name, search_key


@pytest.mark.threat("TH10")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("bo@x.test", "BO@X.TEST"),
        ("bo@x.test", "ｂｏ@x.test"),
        ("é@x.test", "e\u0301@x.test"),
        ("a@bücher.test", "a@xn--bcher-kva.test"),
        ("a@bücher.test", "a@BU\u0308CHER.test"),
        ("kim@x.test", "\u212aim@x.test"),
        ("a@viii.test", "a@ⅷ.test"),
        ("bo@x.test", "  bo@x.test "),
    ],
)
def test_twins_have_one_form(one: str, other: str) -> None:
    assert canonical_address(one) == canonical_address(other)


@pytest.mark.threat("TH9", "TH10")
@pytest.mark.parametrize(
    "written",
    [
        None,
        7,
        b"a@x.test",
        ["a@x.test"],
        {"email": "a@x.test"},
        "",
        "a",
        "@x.test",
        "a@",
        "a@x.test,b@x.test",
        "a@x.test;b@x.test",
        "a@x.test b@x.test",
        "a@x.test\nb@x.test",
        "a@x.test\r\nBcc: b@x.test",
        "a@x.test\n",
        "a@x.test\0",
        "\ud800@x.test",
        '"a b"@x.test',
        '"a"@x.test',
        "Bo <a@x.test>",
        "a@[127.0.0.1]",
        "a@[IPv6:::1]",
        "a@127.0.0.1",
        "a@0x7f.1",
        "a@localhost",
        "a@intranet",
        "a@x..test",
        "a..b@x.test",
        ".a@x.test",
        "a@-x.test",
        "a@x_y.test",
        "a@x.test.",
        "mıke@x.test",
        "İ@x.test",
        "a´@x.test",
        "a，b@x.test",
        "a＠b@x.test",
        "a\u200bb@x.test",
        "a\u202eb@x.test",
        "a" * 65 + "@x.test",
        "a@" + ".".join(["x" * 63] * 4) + ".test",
        "é" * 40 + "@" + ".".join(["x" * 60] * 3) + ".test",
    ],
)
def test_what_is_not_one_plain_address_is_refused(written: object) -> None:
    with pytest.raises(AddressInvalid):
        canonical_address(written)


@given(st.emails())
def test_the_canonical_form_is_its_own(written: str) -> None:
    try:
        once = canonical_address(written)
    except AddressInvalid:
        return
    assert canonical_address(once) == once
    assert once == once.lower()
    assert once.rpartition("@")[2].isascii()


@given(st.text(max_size=80))
def test_whatever_is_typed_is_an_address_or_refused(written: str) -> None:
    for guess in (written, f"{written}@x.test", f"a@{written}.test"):
        try:
            address = canonical_address(guess)
        except AddressInvalid:
            continue
        assert address.count("@") == 1
        assert not any(letter.isspace() or ord(letter) < 32 for letter in address)
        assert len(address.encode()) <= 254


@pytest.mark.parametrize("written", [None, 7, "a\nb", "\0", "\x7f", "\x85", "\ud800", "x" * 201])
def test_what_cannot_be_kept_is_no_name(written: object) -> None:
    with pytest.raises(NameInvalid):
        clean_name(written)


@given(st.text(max_size=200))
def test_a_clean_name_is_its_own(written: str) -> None:
    try:
        once = clean_name(written)
    except NameInvalid:
        return
    assert clean_name(once) == once
    assert once == once.strip()


def test_people_are_found_without_case_and_width() -> None:
    assert search_key("ÉVA", "ＬＩ", "") == search_key("éva", "li")
