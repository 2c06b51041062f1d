"""Reading YAML and JSON: what is read, what is refused, and where."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from curule.playback.document import (
    MAX_BYTES,
    MAX_DEPTH,
    ListNode,
    MapNode,
    ScalarNode,
    as_plain,
    read_document,
    read_file,
)
from curule.playback.problems import Place, ScenarioError
from curule.playback.scenario import read_scenario
from tests.playback.scenes import HEAD, MARK


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-12", -12),
        ("true", True),
        ("false", False),
        ("null", None),
        ("off", "off"),
        ("NO", "NO"),
        ("yes", "yes"),
        ("y", "y"),
        ("2026-04-01", "2026-04-01"),
        ("2026-03-10T11:00:00+03:00", "2026-03-10T11:00:00+03:00"),
        ("12:30:45", "12:30:45"),
        ("1.2.3", "1.2.3"),
        ("１２", "１２"),
        ("days_after_purchase(14)", "days_after_purchase(14)"),
        ("NaN", "NaN"),
        ("<<", "<<"),
        ("=", "="),
        ('"12"', "12"),
        ("'007'", "007"),
        ('"true"', "true"),
        ('""', ""),
        ('"~"', "~"),
        ("[]", []),
        ("{}", {}),
        ("[a, [b, 1]]", ["a", ["b", 1]]),
        ("- a\n- b: 1\n  c: x y", ["a", {"b": 1, "c": "x y"}]),
        ('{"a":1,"b":[true,null]}', {"a": 1, "b": [True, None]}),
        (r'"\ud83d\ude00 \/ \u00e9"', "😀 / é"),
        ("a: >\n  one\n  two\n", {"a": "one two\n"}),
        ("%YAML 1.2\n---\na: b\n", {"a": "b"}),
        ("\ufeffa: b # a comment", {"a": "b"}),
        ("a: http://x.test/?q=1", {"a": "http://x.test/?q=1"}),
    ],
)
def test_only_plain_values_are_read(text: str, value: object) -> None:
    assert as_plain(read_document(text, file="x.yaml")) == value


def test_true_is_no_number() -> None:
    node = read_document("[1, true]", file="x.yaml")
    assert [type(item) for item in as_plain(node)] == [int, bool]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("marked", "sentence"),
    [
        ("a: §1_000", "`1_000` is not a plain number; write 1000"),
        ("a: §007", "`007` is not a plain number; write 7"),
        ("a: §-010", "`-010` is not a plain number; write -10"),
        ("a: §+1", "`+1` is not a plain number; write 1"),
        ("a: §-0", "`-0` is not a plain number; write 0"),
        ("a: §0x1F", "is no plain number"),
        ("a: §0o17", "is no plain number"),
        ("a: §1.5", "`1.5` is a decimal number, which is not read"),
        ("a: §.5", "decimal"),
        ("a: §1.", "decimal"),
        ("a: §1e3", "decimal"),
        ("a: [1, §1e400]", "decimal"),
        ("a: §-.inf", "decimal"),
        ("a: §.nan", "decimal"),
        ("a: §1_000.5", "decimal"),
        ("a: §" + "9" * 31, "a number of 31 digits is too large"),
        ("a: §" + "0" * 5000, "is not a plain number"),
        ("a: §True", '`True` can be read in two ways; write true, or "True"'),
        ("a: §NULL", '`NULL` can be read in two ways; write null, or "NULL"'),
        ("a: §~", "a value is missing here"),
        ("a:§", "a value is missing here"),
        ("-§ \n- b", "a value is missing here"),
        ("{a§}", "a value is missing here"),
        ("a: §&x 1\nb: 2", "anchors (&x) are not read"),
        ("a: §*x", "aliases (*x) are not read"),
        ("a: §!!str 1", "tags (tag:yaml.org,2002:str) are not read"),
        ("a: §! 1", "tags (!) are not read"),
        ("a: §!mine {b: 1}", "tags (!mine) are not read"),
        ("a: 1\n§a: 2", "the key `a` stands here twice, first in line 1"),
        ('{a: 1, §"a": 2}', "the key `a` stands here twice"),
        ("a: {b: 1, c: 2, §b: 3}", "the key `b` stands here twice"),
        ("§1: a", "a key is a word"),
        ("§null: a", "a key is a word"),
        ("? §[a]\n: b", "a key is a word"),
        ("a: 1\n§---\nb: 1", "a second document begins"),
        ("§", "the file is empty"),
        ("§# only a comment\n", "the file is empty"),
        ("§%YAML 1.1\n---\na: b", "scenario files are YAML 1.2"),
        ("§%TAG ! tag:x,2000:\n---\na: b", "a %TAG line is not read"),
        ("a:\n§\tb: 1", "is not YAML: a tab cannot indent"),
        ("a: [1, 2§", "is not YAML"),
        ("a: 1\n  b§: 2", "is not YAML: mapping values are not allowed here"),
        ('a: "\\U§FFFFFFFF"', "is not YAML: a number is out of range"),
        ('a: §"\\ud83d"', "half a character"),
        ("a: x§\x00", "the character U+0000 cannot stand here"),
        ("a: x§\u2028", "the character U+2028 cannot stand here"),
        ("a: b\r\nc: x§\x85", "the character U+0085 cannot stand here"),
        ("[" * MAX_DEPTH + "§[" + "]" * (MAX_DEPTH + 1), "is nested deeper than 32 levels"),
        ("[" * MAX_DEPTH + "§" + "[" * 100_000, "is nested deeper than 32 levels"),
    ],
)
def test_what_would_have_to_be_guessed_is_refused_with_its_place(
    marked: str, sentence: str
) -> None:
    before, _, after = marked.partition(MARK)
    lines = before.replace("\r\n", "\n").split("\n")
    with pytest.raises(ScenarioError) as caught:
        read_document(before + after, file="x.yaml")
    (problem,) = caught.value.problems
    assert problem.place == Place("x.yaml", len(lines), len(lines[-1]) + 1)
    assert sentence in problem.sentence


def test_a_merge_key_is_no_way_around_repeated_keys() -> None:
    with pytest.raises(ScenarioError, match="unknown key `<<`"):
        read_scenario("<<: {policy: {preset: zoom}}\n" + HEAD, file="x.yaml")


def test_values_know_where_they_stand() -> None:
    node = read_document("a:\n  - {b: 'x'}\n", file="x.yaml")
    assert isinstance(node, MapNode)
    entry = node.entries[0]
    assert (entry.place.line, entry.place.column) == (1, 1)
    assert isinstance(entry.value, ListNode)
    inner = entry.value.items[0]
    assert isinstance(inner, MapNode)
    value = inner.entries[0].value
    assert isinstance(value, ScalarNode)
    assert value.quoted
    assert str(value.place) == "x.yaml:2:9"


def test_json_may_be_indented_with_tabs() -> None:
    text = '{\n\t"a": 1,\n\t"b": {"c": "d"}\n}\n'
    assert as_plain(read_document(text, file="x.json")) == {"a": 1, "b": {"c": "d"}}


_KEYS = st.text(max_size=60)  # YAML ends a key at 1024 characters


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
        max_leaves=12,
    ),
    st.sampled_from([None, 1, "\t"]),
    st.booleans(),
)
def test_every_json_document_is_read_as_json_readers_read_it(
    document: object, indent: int | str | None, ascii_only: bool
) -> None:
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
    read = outcome(lambda: as_plain(read_document(text, file="x.json")))
    if isinstance(read, ScenarioError):
        # JSON allows raw control and separator characters that YAML does not; they can be escaped.
        assert not ascii_only, read
        assert "cannot stand here" in str(read)
    else:
        assert read == document


def test_files_that_cannot_be_read_are_told_by_name(tmp_path: Path) -> None:
    missing, folder = str(tmp_path / "none.yaml"), str(tmp_path)
    with pytest.raises(ScenarioError) as caught:
        read_file(missing)
    assert str(caught.value) == f"{missing}: cannot be read: No such file or directory"
    with pytest.raises(ScenarioError, match="cannot be read: Is a directory"):
        read_file(folder)
    with pytest.raises(ScenarioError, match="its name is no file name"):
        read_file("a\0b")


def test_a_file_that_is_not_utf_8_is_refused_where_it_stops_being_so(tmp_path: Path) -> None:
    file = tmp_path / "latin.yaml"
    file.write_bytes("a: é\nb: ".encode() + "é".encode("latin-1"))
    with pytest.raises(ScenarioError, match=r"latin.yaml:2:4: is not UTF-8 from here on"):
        read_file(str(file))
    file.write_text("a: b", encoding="utf-16")
    with pytest.raises(ScenarioError, match=r"latin.yaml:1:1: is not UTF-8 from here on"):
        read_file(str(file))


def test_a_huge_file_is_refused_at_once(tmp_path: Path) -> None:
    file = tmp_path / "huge.yaml"
    file.write_bytes(b"a" * (10 * 1024 * 1024))
    with pytest.raises(ScenarioError, match=r"huge\.yaml: is larger than 512 KiB"):
        read_file(str(file))
    with pytest.raises(ScenarioError, match="is larger than"):
        read_document("a" * (MAX_BYTES + 1), file="x.yaml")


# --- whatever the text, the only exception is ScenarioError -------------------------------------


def outcome(read: Callable[[], object]) -> object:
    """Return what is read, or the one error that readers may raise, with a problem at least."""
    try:
        return read()
    except ScenarioError as error:
        return error if error.problems else None


_PIECES = st.sampled_from(
    [
        *"[]{}:,-?&*!|>'\"%@`#~ \n\t0123456789._+eE",
        "- ",
        ": ",
        "\n  ",
        "---\n",
        "...\n",
        "%YAML 1.2\n",
        "%YAML 1.999999999999999999999999\n",
        "!!int ",
        "&a ",
        "*a",
        "<<",
        "null",
        "true",
        "True",
        "\\ud800",
        '"\\U00110000"',
        '"\\xZZ"',
        "0x1F",
        "1_0",
        "1e999",
        "\ufeff",
        "\x00",
        "\u2028",
        "😀",
        "policy",
        "preset",
        "zoom",
        "steps",
        "do: subscribe",
        "at: 2026-02-31",
        "expect: ",
    ]
)


@given(st.lists(_PIECES, max_size=60).map("".join))
@example("!<tag:yaml.org,2002:" + "%" * 20)
@example("%YAML 1." + "9" * 5000 + "\n---\na")
@example("a: !<" + "x" * 2000)
@example("? " * 200)
@example("- " * 200)
@example("{" * 31 + "a: 1")
@example("|" + "9" * 5000)
def test_no_text_makes_the_reader_fail_in_another_way(text: str) -> None:
    assert outcome(lambda: read_scenario(text, file="x.yaml"))


@given(st.text(max_size=200))
def test_no_characters_make_the_reader_fail_in_another_way(text: str) -> None:
    assert outcome(lambda: read_document(text, file="x.yaml"))


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail_in_another_way(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "bytes.yaml"
    file.write_bytes(content)
    assert outcome(lambda: read_file(str(file)))


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=12)
    | st.sampled_from(
        [
            "agent",
            "2026-04-01",
            "main",
            "a@x.test",
            "owner",
            "subscribe",
            "EUR",
            "2**63",
            "-1",
            "none",
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=8)
            | st.sampled_from(["at", "do", "seats", "agent", "expect", "preset"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(st.data())
def test_no_value_in_any_place_makes_the_reader_fail_in_another_way(data: st.DataObject) -> None:
    """Put a random value in a random place of a right scenario."""
    scenario = as_plain(
        read_document(
            HEAD + "- {do: quote, set_seats: {agent: 12}, expect: {lines: [{amount: 1}]}}\n"
            "- together: [{do: invite, people: [{email: a@x.test}]}]\n  expect: {ok: 1}\n"
            "people: [{email: b@x.test, roles: [owner]}]\nplans: {}\ntax: none\n"
            "seat_types: [{name: agent, min: 1}]\n",
            file="x.yaml",
        )
    )
    assert isinstance(scenario, dict)
    place: object = scenario
    while True:
        assert isinstance(place, dict | list)
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys)) if keys else "new"
        deeper = place[key] if keys else None  # type: ignore[index]
        if isinstance(deeper, dict | list) and deeper and data.draw(st.booleans()):
            place = deeper
            continue
        if isinstance(place, list) and not keys:
            place.append(data.draw(_VALUES))
        else:
            place[key] = data.draw(_VALUES)  # type: ignore[index]
        break
    assert outcome(lambda: read_scenario(json.dumps(scenario), file="x.json"))
