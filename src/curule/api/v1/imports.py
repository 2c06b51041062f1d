"""Imports: statements of the vendor's bank, which belong to no customer; in live mode only."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from math import ceil
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.asking import once_only
from curule.api.v1.caller import ByKey, Caller
from curule.api.v1.finding import not_found, require_live
from curule.api.v1.shapes import ACTS, PAYS, READS, Given, ImportId, Instant, Page
from curule.core.api_keys import Scope
from curule.core.bank_statements import MOST_OCTETS, StatementInvalid, StatementProblem
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.gateways.statements import StatementFormat, format_of
from curule.gateways.statements.columns import Columns, tells_decimal, titles_of
from curule.httpkit.ids import internal_id
from curule.httpkit.pagination import DatedListing, listed
from curule.httpkit.values import LONGEST_BODY, Line
from curule.selectors.programs.bank import (
    ImportSeen,
    find_imports,
    history_of,
    list_imports,
)
from curule.services.payments import bank_statements, statement_columns, statement_files, sure_lines
from curule.services.payments.statement_files import Imported

router = Router(tags=["bank"])
_READ = ByKey(Scope.BILLING_READ)
_WRITE = ByKey(Scope.BILLING_WRITE)
_LONGEST: Final = ceil(MOST_OCTETS / 3) * 4 + 100_000  # in base64, and what is said beside it
_BASE64: Final = r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"

Status = Literal["open", "assigned", "recorded", "set_aside"]
Meaning = Literal[
    "booked_on",
    "amount",
    "credit",
    "debit",
    "currency",
    "payer",
    "payer_iban",
    "remittance",
    "reference",
]


class LinesOut(Schema):
    """How many lines stand how."""

    open: int
    assigned: int
    recorded: int
    set_aside: int


class ImportOut(Schema):
    """A statement of the bank, with what was new in its file when it was imported."""

    object: Literal["import"] = "import"
    id: ImportId
    file_name: str
    format: str
    iban: str | None
    currency: str
    first_on: date | None
    last_on: date | None
    lines: LinesOut
    created_at: Instant


class TouchOut(Schema):
    """What was done with a statement or a line of it, and who did it."""

    object: Literal["bank_event"] = "bank_event"
    type: str
    at: Instant
    by: str


class ImportLookedAtOut(ImportOut):
    """A statement with its history, the last first."""

    history: list[TouchOut]


class ImportsAsked(DatedListing):
    """Which statements."""

    status: Status | None = Field(None, description="With lines that stand so")


class ColumnsGiven(Given):
    """What the columns of a CSV mean, by their places from 0.

    `skipped` lines stand above the titles; an amount stands in one column, or in two. With a `name`
    it is kept for all files with the same titles.
    """

    places: dict[Meaning, Annotated[int, Field(ge=0, le=500)]] = Field(min_length=2)
    separator: Literal[";", ",", "\t"] = ";"
    coding: Literal["", "utf-8", "cp1252", "cp1251", "utf-16"] = ""
    skipped: int = Field(0, ge=0, le=30)
    dates: Literal[
        "yyyy-mm-dd",
        "dd.mm.yyyy",
        "dd.mm.yy",
        "dd/mm/yyyy",
        "dd-mm-yyyy",
        "mm/dd/yyyy",
        "yyyy/mm/dd",
        "yyyymmdd",
    ] = "yyyy-mm-dd"
    decimal: Literal[",", "."] = ","
    currency: str = Field("EUR", pattern="^[A-Z]{3}$", description="Where no column says it")
    name: Annotated[Line, Field(max_length=statement_columns.LONGEST_NAME)] = ""


class ImportGiven(Given):
    """A file of the bank of at most 5 MB, in base64: camt.053, MT940 or CSV.

    With an `iban` it must be of that account. A CSV is read by its `columns`, or as a file with the
    same titles was read before; no other file has columns.
    """

    content: str = Field(min_length=1, pattern=_BASE64)
    file_name: Annotated[Line, Field(max_length=200)] = ""
    iban: Annotated[Line, Field(max_length=60)] = ""
    columns: ColumnsGiven | None = None


class ImportedOut(Schema):
    """What a file brought: each statement in it that has new lines, and how many were known."""

    object: Literal["import_result"] = "import_result"
    imports: list[ImportId]
    new: int
    known: int


class MatchedOut(Schema):
    """How many lines were recorded, each for the one invoice that it names and pays exactly."""

    object: Literal["matched_lines"] = "matched_lines"
    matched: int
    lines: LinesOut


@router.get(
    "/imports",
    auth=_READ,
    response={200: Page[ImportOut], **READS},
    operation_id="list_imports",
    summary="List imported bank statements, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[ImportsAsked]) -> Any:  # noqa: ANN401
    """List the statements of your bank; there are none in test mode."""
    require_live(request)
    return listed(request, response, list_imports(asked.window("imp"), status=asked.status), "imp")


@router.post(
    "/imports",
    auth=_WRITE,
    response={200: ImportedOut, **ACTS},
    operation_id="create_import",
    summary="Import a bank statement",
    openapi_extra={LONGEST_BODY: _LONGEST},
)
def create(request: HttpRequest, response: HttpResponse, body: ImportGiven) -> dict[str, object]:
    """Import a file of 5 MB at most; what came in another file is known and left alone."""
    caller, raw = require_live(request), b64decode(body.content)

    def imported() -> Imported:
        columns = _columns(caller, raw, body)
        return statement_files.import_file(
            actor=caller.actor,
            raw=raw,
            name=body.file_name,
            columns=columns,
            iban=body.iban.strip(),
            now=caller.now,
        )

    asked = {**body.model_dump(exclude={"content"}), "content": sha256(raw).hexdigest()}
    done = once_only(request, response, imported, result=Imported, **asked)
    return {"imports": done.statement_ids, "new": done.new, "known": done.known}


@router.get(
    "/imports/{bank_import}",
    auth=_READ,
    response={200: ImportLookedAtOut, **READS},
    operation_id="get_import",
    summary="Get an imported bank statement",
)
def get(request: HttpRequest, bank_import: ImportId) -> dict[str, object]:
    """Return one statement with who imported it and matched its lines."""
    require_live(request)
    row = _found(bank_import)
    return {**asdict(row), "history": history_of(row.id)}


@router.post(
    "/imports/{bank_import}/match",
    auth=_WRITE,
    response={200: MatchedOut, **ACTS},
    operation_id="match_import",
    summary="Record all lines that nobody need look at",
    openapi_extra=PAYS,
)
def match(request: HttpRequest, response: HttpResponse, bank_import: ImportId) -> dict[str, Any]:
    """Record each line that names its invoice and pays it exactly, 200 at most.

    Needs an `Idempotency-Key`.
    """
    caller, statement = require_live(request), _found(bank_import)

    def decided() -> list[UUID]:
        return sure_lines.decide_sure(actor=caller.actor, statement_id=statement.id, now=caller.now)

    line_ids = once_only(request, response, decided, result=list[UUID], bank_import=bank_import)
    for line_id in line_ids:
        bank_statements.record(entry_id=line_id, actor=caller.actor, now=caller.now)
    return {"matched": len(line_ids), "lines": _found(bank_import).lines}


def import_of(written: str | None) -> UUID | None:
    """Return the id of a statement that is named, or None where none is. Refuses `not_found`."""
    return None if written is None else _found(written).id


def _found(written: str) -> ImportSeen:
    row_id = internal_id("imp", written)
    found = find_imports([row_id]) if row_id else ()
    if not found:
        raise not_found("import")
    return found[0]


def _columns(caller: Caller, raw: bytes, body: ImportGiven) -> Columns | None:
    """Return how a CSV is read; None for a file that says it itself, or nothing at all.

    What was said with a name is kept. Refuses `statement_unreadable` where nobody ever said it, and
    `field_invalid` for columns of a file that has none.
    """
    given, iban = body.columns, body.iban.strip()
    if not raw.strip():
        return None
    if format_of(raw) is not StatementFormat.CSV:
        if given is not None:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="columns"))
        return None
    try:
        if given is None:
            known = statement_columns.known_columns(raw, iban=iban)
            if known is not None:
                return known.columns
        said = _said(given, iban, raw)
        if given is not None and given.name.strip():
            statement_columns.keep(
                actor=caller.actor,
                name=given.name,
                titles=titles_of(raw, said),
                columns=said,
                now=caller.now,
            )
    except StatementInvalid as invalid:
        raise statement_files.unreadable(invalid) from None
    return said


def _said(given: ColumnsGiven | None, iban: str, raw: bytes) -> Columns:
    """Return columns as they were said. Raises `StatementInvalid` where they cannot be so."""
    if given is None or len(set(given.places.values())) < len(given.places):
        raise StatementInvalid(StatementProblem.COLUMNS)
    places = MappingProxyType({str(name): at for name, at in given.places.items()})
    said = Columns(**{**given.model_dump(exclude={"name"}), "places": places, "iban": iban})
    if "decimal" not in given.model_fields_set and not tells_decimal(raw, said):
        raise StatementInvalid(StatementProblem.DECIMAL_MARK)
    return said
