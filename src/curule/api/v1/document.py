"""The document that says all this (OpenAPI 3.1): what the operations declare, and what all share.

An operation declares its parameters, its body and its answers. Headers, problems, links from an
answer to what can be asked next, and the examples are put in here, by the same rule for all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from http import HTTPStatus
from typing import Any, Final

from ninja import NinjaAPI

from curule.api.v1.examples import EXAMPLES, Example
from curule.api.v1.expanding import DEEPEST, FIELD, NAMED
from curule.api.v1.shapes import MOVES_MONEY, TAGGED
from curule.api.v1.tags import IF_MATCH, IF_NONE_MATCH
from curule.api.v1.versions import HEADER as VERSION
from curule.api.v1.versions import VERSIONS
from curule.httpkit.idempotency import HEADER as IDEMPOTENCY_KEY
from curule.httpkit.idempotency import PATTERN as KEY_PATTERN
from curule.httpkit.problems import MEDIA_TYPE

_JSON: Final = "application/json"
_REFERENCE: Final = "#/components/schemas/"
_PREFIX: Final = re.compile(r"\^([a-z]+)_")
_CURSORS: Final = frozenset({"starting_after", "ending_before"})
_EVERYWHERE: Final = (400, 401, 403, 429, 503)
"""What every operation may be answered with, whatever it does."""
_SENDING: Final = frozenset({"post", "patch", "put"})
_OF_BODIES: Final = (413, 415)
"""What every operation may be answered with to which something is sent."""

Schema = dict[str, Any]


def document(api: NinjaAPI) -> Schema:
    """Return the document of an API."""
    found = deepcopy(dict(api.get_openapi_schema()))
    schemas = found["components"]["schemas"]
    for _path, method, operation in _operations(found):
        _without_null(operation)
        _problems(operation, method)
        _headers(operation, method, schemas)
        _cursors(operation, schemas)
        _expansions(operation, method, schemas)
        _examples(operation, EXAMPLES[operation["operationId"]])
    _links(found)
    _replaceable(schemas)
    found["components"]["headers"] = _SHARED_HEADERS
    found["components"]["securitySchemes"]["ByKey"]["description"] = (
        "A key of the API, made with `curule keys create`: sk_live_…, sk_test_… or rk_…."
    )
    return found


def _operations(found: Schema) -> Iterator[tuple[str, str, Schema]]:
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _without_null(operation: Schema) -> None:
    """Let no parameter be null: an address has no way to say it, what is not given is left out."""
    for parameter in operation["parameters"]:
        schema = parameter["schema"]
        others = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
        if len(others) == 1:
            del schema["anyOf"]
            parameter["schema"] = {**others[0], **schema}


def _problems(operation: Schema, method: str) -> None:
    """Say that what is refused is a problem (RFC 9457), wherever an operation may refuse."""
    responses = operation["responses"]
    usual = {*_EVERYWHERE, *(_OF_BODIES if method in _SENDING else ())}
    told = {"schema": {"$ref": f"{_REFERENCE}Problem"}}
    for status in sorted({*usual, *(each for each in responses if each >= 400)}):
        responses[status] = {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: told},
        }


# --- headers --------------------------------------------------------------------------------------

_SHARED_HEADERS: Final[Schema] = {
    "Request-Id": {
        "description": "The request, by which it is found again.",
        "required": True,
        "schema": {"type": "string"},
    },
    "API-Version": {
        "description": "The dated version that this answer is written in.",
        "required": True,
        "schema": {"type": "string", "format": "date"},
    },
    "Retry-After": {
        "description": "After how many seconds to ask again.",
        "required": True,
        "schema": {"type": "integer"},
    },
    "WWW-Authenticate": {
        "description": "How to say who asks.",
        "required": True,
        "schema": {"type": "string"},
    },
    "RateLimit-Policy": {
        "description": "How many requests a key may make in how many seconds.",
        "schema": {"type": "string"},
    },
    "RateLimit": {
        "description": "How many are left, and after how many seconds all are there again.",
        "schema": {"type": "string"},
    },
    "ETag": {
        "description": "A tag of what is shown; it changes with it.",
        "required": True,
        "schema": {"type": "string"},
    },
    "Idempotent-Replayed": {
        "description": "`true` where this request was answered before, and nothing was done now.",
        "schema": {"type": "string", "enum": ["true"]},
    },
    "Link": {
        "description": "Where the list goes on (RFC 8288).",
        "schema": {"type": "string"},
    },
}

_ALSO: Final = {401: ("WWW-Authenticate",), 429: ("Retry-After",), 503: ("Retry-After",)}


def _headers(operation: Schema, method: str, schemas: Mapping[str, Schema]) -> None:
    """Say which headers an operation reads, and which its answers have."""
    named = {"enum": [each.name for each in VERSIONS]}
    asked = operation["parameters"]
    asked.append(_asked(VERSION, "The dated version to answer in", named))
    if method == "post":
        said = "A text of your own; the same one again has no second effect"
        required = operation.pop(MOVES_MONEY, False)
        asked.append(_asked(IDEMPOTENCY_KEY, said, {"pattern": KEY_PATTERN}, required=required))
    is_one = method == "get" and _shows_one(operation, schemas)
    if is_one:
        asked.append(_asked(IF_NONE_MATCH, "A tag; what still has it is not sent again", {}))
        operation["responses"][304] = {"description": "It is as it was seen."}
    if operation.pop(TAGGED, False):
        said = "A tag; what has another one by now is left as it is"
        asked.append(_asked(IF_MATCH, said, {}))
    for status, answer in operation["responses"].items():
        told = ["Request-Id", VERSION, *_ALSO.get(status, ())]
        told += [] if status == 401 else ["RateLimit", "RateLimit-Policy"]
        told += ["ETag"] if is_one and status < 400 else []
        if status < 300:
            told += ["Idempotent-Replayed"] if method == "post" else []
            told += ["Link"] if _lists(operation) else []
        answer["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in told}


def _shows_one(operation: Schema, schemas: Mapping[str, Schema]) -> bool:
    return any(not where and "id" in row["properties"] for where, row in _rows(operation, schemas))


def _asked(name: str, said: str, schema: Schema, *, required: bool = False) -> Schema:
    return {
        "in": "header",
        "name": name,
        "schema": {"type": "string", **schema},
        "required": required,
        "description": said,
    }


def _lists(operation: Schema) -> bool:
    return any(parameter["name"] in _CURSORS for parameter in operation["parameters"])


# --- ids ------------------------------------------------------------------------------------------


def _cursors(operation: Schema, schemas: Mapping[str, Schema]) -> None:
    """Say of which kind the ids are that a list goes on from: those of its rows."""
    if not _lists(operation):
        return
    _where, row = next(_rows(operation, schemas))
    pattern = row["properties"]["id"]["pattern"]
    for parameter in operation["parameters"]:
        if parameter["name"] in _CURSORS:
            parameter["schema"]["pattern"] = pattern


def _rows(operation: Schema, schemas: Mapping[str, Schema]) -> Iterator[tuple[str, Schema]]:
    """Yield the objects that an operation answers, and where each stands in the answer."""
    for status, answer in operation["responses"].items():
        schema = answer.get("content", {}).get(_JSON, {}).get("schema")
        if status >= 300 or schema is None:
            continue
        whole = _resolved(schema, schemas)
        listed = whole["properties"].get("data", {}).get("items")
        if listed is None:
            yield "", whole
        else:
            yield "/data/0", _resolved(listed, schemas)


def _resolved(schema: Schema, schemas: Mapping[str, Schema]) -> Schema:
    name = schema.get("$ref", "").removeprefix(_REFERENCE)
    return dict(schemas[name]) if name else schema


def _expansions(operation: Schema, method: str, schemas: Mapping[str, Schema]) -> None:
    """Say which ids of an answer can be replaced by what they name."""
    if method != "get":
        return
    paths = [
        f"data.{path}" if where else path
        for where, row in _rows(operation, schemas)
        for path in _paths(row, schemas, DEEPEST - bool(where))
    ]
    if paths:
        named = {"type": "string", "enum": sorted(set(paths))}
        operation["parameters"].append(
            {
                "in": "query",
                "name": FIELD,
                "schema": {"type": "array", "items": named},
                "required": False,
                "description": "Put what these ids name in their place",
            }
        )


def _paths(row: Schema, schemas: Mapping[str, Schema], steps: int) -> Iterator[str]:
    """Yield the paths to the ids in an object, through what they name, so many steps deep."""
    for name, kind in _ids(row):
        if not steps or name == "id" or kind not in NAMED:
            continue
        yield name
        shape = schemas[NAMED[kind].shape.__name__]
        yield from (f"{name}.{further}" for further in _paths(shape, schemas, steps - 1))


def _replaceable(schemas: Mapping[str, Schema]) -> None:
    """Say of each id in an answer that what it names may stand in its place."""
    for row in schemas.values():
        shown = row.get("properties", {})
        for name, kind in _ids(row) if "const" in shown.get("object", {}) else ():
            if name != "id" and kind in NAMED:
                named = {"$ref": f"{_REFERENCE}{NAMED[kind].shape.__name__}"}
                ids = shown[name].pop("anyOf", None) or [_alone(shown[name])]
                shown[name]["anyOf"] = [*ids, named]


def _alone(schema: Schema) -> Schema:
    """Take what a value must be like out of a schema, whose title stays."""
    return {name: schema.pop(name) for name in ("type", "pattern")}


def _links(found: Schema) -> None:
    """Lead from each id of an answer to what can be asked of what it names."""
    schemas = found["components"]["schemas"]
    doors = list(_doors(found))
    for _path, _method, operation in _operations(found):
        links = {
            f"{door['operationId']}_of_{name}": {
                "operationId": door["operationId"],
                "parameters": {parameter: f"$response.body#{where}/{name}"},
            }
            for where, row in _rows(operation, schemas)
            for name, kind in _ids(row)
            for of, door, parameter, only_reads in doors
            if of == kind and (name == "id" or only_reads)
        }
        for status, answer in operation["responses"].items():
            if links and status < 300:
                answer["links"] = links


def _doors(found: Schema) -> Iterator[tuple[str, Schema, str, bool]]:
    """Yield what is asked of one row: the kind of its id, the operation, where the id goes."""
    for _path, method, operation in _operations(found):
        for parameter in operation["parameters"]:
            kind = _kind(parameter["schema"]) if parameter["in"] == "path" else None
            if kind:
                yield kind, operation, parameter["name"], method == "get"


def _ids(row: Schema) -> Iterator[tuple[str, str]]:
    for name, schema in row.get("properties", {}).items():
        for each in (schema, *schema.get("anyOf", ())):
            kind = _kind(each)
            if kind:
                yield name, kind


def _kind(schema: Schema) -> str | None:
    found = _PREFIX.match(schema.get("pattern", ""))
    return found[1] if found else None


# --- examples -------------------------------------------------------------------------------------


def _examples(operation: Schema, example: Example) -> None:
    """Show how an operation is asked; each of these is sent by a test."""
    for parameter in operation["parameters"]:
        if parameter["name"] in example.asked:
            parameter["example"] = example.asked[parameter["name"]]
    if example.body is not None:
        operation["requestBody"]["content"][_JSON]["examples"] = {
            name: {"value": body} for name, body in example.bodies.items()
        }
