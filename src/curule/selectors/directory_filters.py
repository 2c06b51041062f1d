"""Filters of directories (RFC 7644, section 3.4.2.2) as conditions of the database.

What a filter means is what the library's own evaluator makes of it: a comparison of what is not
there is false, but for `ne`; of several values one is enough, but for `ne`, which asks all. An
attribute that is not kept matches nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from typing import Any, Final, TypeAlias

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from scim2_models.path import (
    AttrPath,
    CompareOperator,
    Comparison,
    FilterNode,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)

from curule.core.directories import compared

_Op: TypeAlias = CompareOperator


@unique
class Kind(StrEnum):
    """How a value is compared."""

    TEXT = "text"
    """Without case."""

    FOLDED = "folded"
    """Without case, and kept so."""

    EXACT = "exact"
    BOOLEAN = "boolean"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Value:
    """Where a value stands: an expression of SQL, and whether there may be none."""

    sql: str
    kind: Kind = Kind.TEXT
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class Several:
    """Where several values stand: a source of rows with a column `item`, an object each."""

    source: str
    items: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Parts:
    """An attribute that is made of others."""

    items: Mapping[str, Value]


Attributes: TypeAlias = Mapping[str, Value | Several | Parts]


@dataclass(frozen=True, slots=True)
class _Sql:
    """A condition with its values."""

    text: str
    values: tuple[object, ...] = ()


_NEVER: Final = _Sql("FALSE")


def _of_item(name: str, kind: Kind = Kind.TEXT) -> Value:
    return Value(f"item ->> '{name}'", kind)


_ROW: Final[Attributes] = {
    "id": Value("{table}.id::text", Kind.EXACT, nullable=False),
    "externalid": Value("nullif({table}.external_id, '')", Kind.EXACT),
    "meta": Parts(
        {
            "created": Value("{table}.created_at", Kind.TIME, nullable=False),
            "lastmodified": Value("{table}.changed_at", Kind.TIME, nullable=False),
        }
    ),
}

_NAMES: Final = ("formatted", "familyName", "givenName")
_MEMBERS: Final = """(
    SELECT jsonb_build_object('value', {other_id}, 'display', {display}) AS item
    FROM curule_directory_member AS member
    JOIN {other} AS other
        ON other.account_id = member.account_id AND other.id = {other_id}
    WHERE member.account_id = {table}.account_id AND {own_id} = {table}.id
) AS each"""

PEOPLE: Final[Attributes] = {
    **_ROW,
    "username": Value("{table}.user_name_key", Kind.FOLDED, nullable=False),
    "active": Value("{table}.active", Kind.BOOLEAN, nullable=False),
    "displayname": Value("{table}.attributes ->> 'displayName'"),
    "name": Parts(
        {name.lower(): Value(f"{{table}}.attributes -> 'name' ->> '{name}'") for name in _NAMES}
    ),
    "emails": Several(
        "jsonb_array_elements({table}.attributes -> 'emails') AS item",
        {
            "value": _of_item("value"),
            "type": _of_item("type"),
            "primary": Value("(item ->> 'primary')::boolean", Kind.BOOLEAN),
        },
    ),
    "groups": Several(
        _MEMBERS.replace("{other_id}", "member.group_id")
        .replace("{own_id}", "member.person_id")
        .replace("{other}", "curule_directory_group")
        .replace("{display}", "other.display_name"),
        {"value": _of_item("value", Kind.EXACT), "display": _of_item("display")},
    ),
}
"""What is asked about people, in lower case."""

GROUPS: Final[Attributes] = {
    **_ROW,
    "displayname": Value("{table}.display_name", nullable=False),
    "members": Several(
        _MEMBERS.replace("{other_id}", "member.person_id")
        .replace("{own_id}", "member.group_id")
        .replace("{other}", "curule_directory_person")
        .replace("{display}", "other.user_name"),
        {"value": _of_item("value", Kind.EXACT)},
    ),
}
"""What is asked about groups."""


def condition(node: FilterNode, attributes: Attributes, *, table: str) -> RawSQL:
    """Return a parsed filter as a condition over the rows of a table."""
    found = _Translator(attributes).visit(node)
    return RawSQL(  # noqa: S611 - every value is bound; names come from the tables above
        found.text.replace("{table}", table), found.values, output_field=BooleanField()
    )


class _Translator(FilterVisitor[_Sql]):
    """Writes conditions; of an attribute that is not kept, one that nothing fulfills."""

    def __init__(self, attributes: Attributes) -> None:
        self._attributes = attributes

    def visit_comparison(self, node: Comparison) -> _Sql:
        found = self._attributes.get(node.attr_path.attr.lower())
        match found:
            case Value():
                return _compare(found, node.op, node.value)
            case Parts():
                part = found.items.get(_sub(node.attr_path))
                return _NEVER if part is None else _compare(part, node.op, node.value)
            case Several():
                item = found.items.get(_sub(node.attr_path) or "value")
                return _NEVER if item is None else _compare_any(found, item, node)
            case None:
                return _NEVER

    def visit_present(self, node: Present) -> _Sql:
        found = self._attributes.get(node.attr_path.attr.lower())
        sub = _sub(node.attr_path)
        match found:
            case Value():
                return _present(found)
            case Parts():
                parts = [found.items[sub]] if sub in found.items else []
                return (
                    _joined(" OR ", [_present(each) for each in (parts or found.items.values())])
                    if parts or not sub
                    else _NEVER
                )
            case Several():
                if not sub:
                    return _exists(found, _Sql("TRUE"))
                item = found.items.get(sub)
                return _NEVER if item is None else _exists(found, _present(item))
            case None:
                return _NEVER

    def visit_not(self, node: Not) -> _Sql:
        return _not(self.visit(node.expr))

    def visit_logical_expr(self, node: LogicalExpr) -> _Sql:
        word = " AND " if node.op is LogicalOperator.and_ else " OR "
        return _joined(word, [self.visit(term) for term in node.terms])

    def visit_value_path(self, node: ValuePath) -> _Sql:
        found = self._attributes.get(node.attr_path.attr.lower())
        if not isinstance(found, Several):
            return _NEVER
        return _exists(found, _Translator(found.items).visit(node.val_filter))


def _sub(path: AttrPath) -> str:
    return (path.sub_attr or "").lower()


def _joined(word: str, conditions: list[_Sql]) -> _Sql:
    return _Sql(
        f"({word.join(each.text for each in conditions)})",
        tuple(value for each in conditions for value in each.values),
    )


def _not(condition: _Sql) -> _Sql:
    return _Sql(f"(NOT {condition.text})", condition.values)


def _exists(several: Several, condition: _Sql) -> _Sql:
    return _Sql(f"EXISTS (SELECT FROM {several.source} WHERE {condition.text})", condition.values)


def _present(value: Value) -> _Sql:
    if value.kind in {Kind.BOOLEAN, Kind.TIME}:
        return _Sql(f"({value.sql} IS NOT NULL)")
    return _Sql(f"(COALESCE({value.sql}, '') <> '')")


def _compare_any(several: Several, item: Value, node: Comparison) -> _Sql:
    one = _compare(item, node.op, node.value)
    if node.op is _Op.ne:
        return _not(_exists(several, _not(one)))
    if node.op is _Op.eq and node.value is None:
        return _joined(" OR ", [_exists(several, one), _not(_exists(several, _Sql("TRUE")))])
    return _exists(several, one)


def _compare(value: Value, op: CompareOperator, wanted: Any) -> _Sql:  # noqa: ANN401 - JSON
    if wanted is None:
        return _compare_none(value, op)
    if value.kind is Kind.TIME:
        wanted = _instant(wanted)
    is_text = isinstance(wanted, str)
    if is_text and not _is_storable(wanted):
        return _Sql("TRUE") if op is _Op.ne else _NEVER
    if is_text is not (value.kind in {Kind.TEXT, Kind.FOLDED, Kind.EXACT}):
        return _Sql("TRUE") if op is _Op.ne else _NEVER
    left, right = value.sql, wanted
    if value.kind is Kind.TEXT:
        left = f"lower(normalize({left}))"
    if value.kind in {Kind.TEXT, Kind.FOLDED}:
        right = compared(wanted)
    found = _operation(left, op, right, is_text=is_text)
    if not value.nullable or found is _NEVER:
        return found
    return _Sql(f"COALESCE({found.text}, {'TRUE' if op is _Op.ne else 'FALSE'})", found.values)


def _compare_none(value: Value, op: CompareOperator) -> _Sql:
    match op:
        case _Op.eq:
            return _Sql(f"({value.sql} IS NULL)")
        case _Op.ne:
            return _Sql(f"({value.sql} IS NOT NULL)")
        case _:
            return _NEVER


def _is_storable(text: str) -> bool:
    """Whether the database can hold a text at all; what it cannot, nothing is equal to."""
    try:
        return "\0" not in text and bool(text.encode() or True)
    except UnicodeEncodeError:
        return False


_SIGNS: Final[Mapping[CompareOperator, str]] = {
    _Op.eq: "=",
    _Op.ne: "<>",
    _Op.gt: ">",
    _Op.ge: ">=",
    _Op.lt: "<",
    _Op.le: "<=",
}


def _operation(left: str, op: CompareOperator, right: object, *, is_text: bool) -> _Sql:
    match op:
        case _Op.co:
            return _Sql(f"(strpos({left}, %s) > 0)", (right,)) if is_text else _NEVER
        case _Op.sw:
            return _Sql(f"starts_with({left}, %s)", (right,)) if is_text else _NEVER
        case _Op.ew:
            return _Sql(f"(right({left}, length(%s)) = %s)", (right, right)) if is_text else _NEVER
        case _:
            by_letters = ' COLLATE "C"' if is_text and op not in {_Op.eq, _Op.ne} else ""
            return _Sql(f"({left} {_SIGNS[op]} %s{by_letters})", (right,))


def _instant(wanted: object) -> object:
    """Return a time as the database compares it; what is none compares with nothing."""
    if isinstance(wanted, datetime):
        return wanted
    try:
        return datetime.fromisoformat(str(wanted))
    except ValueError:
        return ""
