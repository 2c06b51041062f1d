# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about imports."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, NotRequired, TypedDict

from curule_client.modelling import Model
from curule_client.models.shared import Touch


class ColumnsGiven(TypedDict):
    """What the columns of a CSV mean, by their places from 0.

    `skipped` lines stand above the titles; an amount stands in one column, or in two. With a `name`
    it is kept for all files with the same titles.
    """

    places: Mapping[str, int]
    separator: NotRequired[Literal[";", ",", "\t"]]
    coding: NotRequired[Literal["", "utf-8", "cp1252", "cp1251", "utf-16"]]
    skipped: NotRequired[int]
    dates: NotRequired[
        Literal[
            "yyyy-mm-dd",
            "dd.mm.yyyy",
            "dd.mm.yy",
            "dd/mm/yyyy",
            "dd-mm-yyyy",
            "mm/dd/yyyy",
            "yyyy/mm/dd",
            "yyyymmdd",
        ]
    ]
    decimal: NotRequired[Literal[",", "."]]
    currency: NotRequired[str]
    name: NotRequired[str]


class Lines(Model, frozen=True, kw_only=True):
    """How many lines stand how."""

    open: int
    assigned: int
    recorded: int
    set_aside: int


class Import(Model, frozen=True, kw_only=True):
    """A statement of the bank, with what was new in its file when it was imported."""

    id: str
    file_name: str
    format: str
    iban: str | None = None
    currency: str
    first_on: date | None = None
    last_on: date | None = None
    lines: Lines
    created_at: datetime


class ImportLookedAt(Model, frozen=True, kw_only=True):
    """A statement with its history, the last first."""

    id: str
    file_name: str
    format: str
    iban: str | None = None
    currency: str
    first_on: date | None = None
    last_on: date | None = None
    lines: Lines
    created_at: datetime
    history: list[Touch] = []


class Imported(Model, frozen=True, kw_only=True):
    """What a file brought: each statement in it that has new lines, and how many were known."""

    imports: list[str] = []
    new: int
    known: int


class Matched(Model, frozen=True, kw_only=True):
    """How many lines were recorded, each for the one invoice that it names and pays exactly."""

    matched: int
    lines: Lines
