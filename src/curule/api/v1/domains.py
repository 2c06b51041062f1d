"""Mail domains of an account: claimed, proved by a record in the DNS, confirmed, given up."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field, field_validator

from curule.api.v1.asking import Asked, asked, told
from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import id_of, not_found
from curule.api.v1.shapes import ACTS, READS, AccountId, Given, Instant
from curule.core.api_keys import Scope
from curule.core.refusals import Refused
from curule.httpkit.values import Line
from curule.selectors.programs.nouns import Noun
from curule.selectors.single_sign_on import DomainRow, list_claimed_domains
from curule.services.seats import domain_claims, domains
from curule.services.seats.domains import canonical_domain

router = Router(tags=["domains"])
_READ = ByKey(Scope.ACCOUNTS_READ)
_WRITE = ByKey(Scope.ACCOUNTS_WRITE)


class RecordOut(Schema):
    """The record that proves a domain: a TXT of this name with this text."""

    object: Literal["domain_record"] = "domain_record"
    name: str
    value: str


class DomainOut(Schema):
    """A mail domain that an account has (`is_verified`) or claims.

    Without a `record` the vendor has confirmed it. `proof` is what came of looking for the record
    last; `lapses_at` is set while it is missing.
    """

    object: Literal["domain"] = "domain"
    account: AccountId
    name: str
    is_verified: bool
    record: RecordOut | None
    proof: str | None
    checked_at: Instant | None
    lapses_at: Instant | None


class DomainsOut(Schema):
    """The domains of an account, by name."""

    object: Literal["list"] = "list"
    data: list[DomainOut]
    has_more: Literal[False] = False
    url: str


class DomainGiven(Given):
    """Which domain, as addresses have it after the @."""

    name: Annotated[Line, Field(min_length=1, max_length=253)]

    @field_validator("name")
    @classmethod
    def _of_addresses(cls, name: str) -> str:
        try:
            return canonical_domain(name)
        except Refused:
            raise ValueError("write what stands after the @, such as acme.com") from None


@router.get(
    "/accounts/{account}/domains",
    auth=_READ,
    response={200: DomainsOut, **READS},
    operation_id="list_domains",
    summary="List the mail domains of an account",
)
def page(request: HttpRequest, account: AccountId) -> DomainsOut:
    """List what it has and claims, each with the record that proves it."""
    return _domains(request, id_of(caller_of(request), Noun.ACCOUNT, account))


@router.post(
    "/accounts/{account}/domains",
    auth=_WRITE,
    response={200: DomainOut, **ACTS},
    operation_id="claim_domain",
    summary="Claim a mail domain for an account",
)
def claim(
    request: HttpRequest, response: HttpResponse, account: AccountId, body: DomainGiven
) -> DomainOut:
    """Claim it: put the `record` into its DNS, and it is looked for from then on."""
    at = asked(request, Noun.ACCOUNT, account)
    told(response, domain_claims.claim(**at.acts, name=body.name))
    return _one(at, body.name)


@router.post(
    "/accounts/{account}/domains/check",
    auth=_WRITE,
    response={200: DomainOut, **ACTS},
    operation_id="check_domain",
    summary="Look for the record of a claimed domain now",
)
def check(request: HttpRequest, account: AccountId, body: DomainGiven) -> DomainOut:
    """Look for it at once; one that is found makes the domain the account's."""
    at = asked(request, Noun.ACCOUNT, account)
    claim_id = _found(at, body.name).claim_id
    if claim_id is None:
        raise not_found("domain")
    domain_claims.check(
        actor=at.caller.actor, account_id=at.account_id, claim_id=claim_id, now=at.now
    )
    return _one(at, body.name)


@router.post(
    "/accounts/{account}/domains/confirm",
    auth=_WRITE,
    response={200: DomainOut, **ACTS},
    operation_id="confirm_domain",
    summary="Say that a mail domain is an account's",
)
def confirm(
    request: HttpRequest, response: HttpResponse, account: AccountId, body: DomainGiven
) -> DomainOut:
    """Confirm it without a record, once you have made sure of it yourself.

    Its identity provider signs people of this domain in from then on.
    """
    at = asked(request, Noun.ACCOUNT, account)
    told(response, domains.verify(**at.acts, name=body.name))
    return _one(at, body.name)


@router.post(
    "/accounts/{account}/domains/remove",
    auth=_WRITE,
    response={200: DomainsOut, **ACTS},
    operation_id="remove_domain",
    summary="Give a mail domain of an account up",
)
def remove(
    request: HttpRequest, response: HttpResponse, account: AccountId, body: DomainGiven
) -> DomainsOut:
    """End the domain and any claim to it; who has a seat keeps it. Twice is once."""
    at = asked(request, Noun.ACCOUNT, account)
    told(response, domains.remove(**at.acts, name=body.name))
    return _domains(request, at.id)


def _domains(request: HttpRequest, account_id: UUID) -> DomainsOut:
    rows = list_claimed_domains(account_id)
    return DomainsOut(data=[_shown(account_id, row) for row in rows], url=request.path)


def _one(at: Asked, name: str) -> DomainOut:
    return _shown(at.id, _found(at, name))


def _found(at: Asked, name: str) -> DomainRow:
    """Return the domain of an account. Refuses `not_found` and `field_invalid`."""
    called = domains.canonical_domain(name.strip())
    row = next((each for each in list_claimed_domains(at.id) if each.name == called), None)
    if row is None:
        raise not_found("domain")
    return row


def _shown(account_id: UUID, row: DomainRow) -> DomainOut:
    record = row.record and {"name": row.record[0], "value": row.record[1]}
    return DomainOut.model_validate(
        {
            "account": account_id,
            "name": row.name,
            "is_verified": row.is_verified,
            "record": record,
            "proof": row.proof or None,
            "checked_at": row.checked_at,
            "lapses_at": row.lapses_at,
        }
    )
