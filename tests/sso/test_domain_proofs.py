"""A company proves its domains by DNS: only then its provider speaks for them (TH26)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from curule.core.domain_claims import EVERY, GIVES_UP, GRACE, Proof, record_value
from curule.core.languages import Language
from curule.core.refusals import RefusalCode, Refused
from curule.core.single_sign_on import Named
from curule.data.models import (
    Account,
    Domain,
    DomainClaim,
    Event,
    OutboxMessage,
    Person,
    SsoConnection,
    TestClock,
)
from curule.httpkit.clock import utc_now
from curule.services.seats import domain_claims, domains
from curule.services.single_sign_on.arriving import Arrived, arrive
from curule.worker import tasks
from tests.support.factories import VENDOR, World, make_world
from tests.support.fake_dns import FakeDns, Manner, running_fake_dns
from tests.support.together import together

pytestmark = pytest.mark.threat("TH26")
NAME = "firm.test"
RECORD = f"_curule-challenge.{NAME}"


@pytest.fixture
def dns(settings: Settings) -> Iterator[FakeDns]:
    """Everybody's DNS, which knows no name yet."""
    with running_fake_dns() as running:
        settings.CURULE_NAME_SERVERS = (("127.0.0.1", running.port),)
        yield running


@pytest.fixture
def firm(db: None) -> World:  # noqa: ARG001
    return _world()


def _world() -> World:
    return make_world("gotoassist", now=utc_now())


def _claim(world: World, name: str = NAME, *, now: datetime | None = None) -> DomainClaim:
    claim_id = domain_claims.claim(
        actor=world.actor("owner"), account_id=world.account.id, name=name, now=now or utc_now()
    ).value
    return DomainClaim.objects.get(id=claim_id)


def _check(world: World, claim: DomainClaim, *, now: datetime | None = None) -> Proof:
    return domain_claims.check(
        actor=world.actor("owner"),
        account_id=world.account.id,
        claim_id=claim.id,
        now=now or utc_now(),
    )


def _publish(dns: FakeDns, claim: DomainClaim) -> None:
    dns.texts[RECORD] = ["v=spf1 -all", record_value(claim.token)]


def _proved(dns: FakeDns, world: World, *, now: datetime | None = None) -> DomainClaim:
    claim = _claim(world, now=now)
    _publish(dns, claim)
    assert _check(world, claim, now=now) is Proof.FOUND
    return claim


def _owned() -> list[str]:
    return list(Domain.objects.filter(removed_at=None).values_list("name", flat=True))


def _comes(world: World, subject: str = "ann") -> Arrived:
    now = utc_now()
    connection, _ = SsoConnection.objects.get_or_create(
        account=world.account, issuer="https://id.firm.test", ended_at=None,
        defaults={
            "client_id": "curule", "created_at": now, "created_by": "owner",
            "changed_at": now, "changed_by": "owner",
        },
    )  # fmt: skip
    named = Named(
        issuer=connection.issuer, subject=subject, email=f"{subject}@{NAME}", email_verified=True
    )
    return arrive(connection=connection, named=named, now=now)


def test_a_provider_speaks_for_a_domain_once_its_record_is_there(dns: FakeDns, firm: World) -> None:
    claim = _claim(firm, " FIRM.test")
    assert claim.name == NAME
    with pytest.raises(Refused) as untrusted:
        _comes(firm)
    assert untrusted.value.refusal.code is RefusalCode.SSO_ADDRESS_UNTRUSTED
    assert _check(firm, claim) is Proof.MISSING
    assert _owned() == []

    _publish(dns, claim)
    assert _check(firm, claim) is Proof.FOUND

    assert dns.asked == [RECORD, RECORD]
    assert _comes(firm).person_id is not None
    assert _check(firm, claim) is Proof.FOUND
    (domain,) = Domain.objects.all()
    assert (domain.claim_id, domain.verified_by) == (claim.id, firm.people["owner"].id)


@pytest.mark.parametrize("where", [RECORD, NAME, f"_curule-challenge.www.{NAME}"])
def test_only_the_token_of_the_account_in_its_place_proves_anything(
    dns: FakeDns, firm: World, where: str
) -> None:
    claim, stranger = _claim(firm), _claim(_world())
    assert claim.token != stranger.token
    dns.texts[where] = [
        record_value(stranger.token),
        claim.token,
        f"x{record_value(claim.token)}",
        f"{record_value(claim.token)}x",
        record_value(claim.token).upper(),
    ]
    if where != RECORD:
        dns.texts[where].append(record_value(claim.token))
    assert _check(firm, claim) is Proof.MISSING
    assert _owned() == []


def test_the_domain_of_another_account_stays_where_it_is(dns: FakeDns, firm: World) -> None:
    domains.verify(actor=VENDOR, account_id=firm.account.id, name=NAME, now=utc_now())
    other = _world()
    claim = _claim(other)
    _publish(dns, claim)
    assert _check(other, claim) is Proof.ELSEWHERE
    assert Domain.objects.get().account_id == firm.account.id
    domains.remove(actor=VENDOR, account_id=firm.account.id, name=NAME, now=utc_now())
    assert _check(other, claim) is Proof.FOUND


@pytest.mark.usefixtures("fresh_database")
def test_of_two_that_prove_a_domain_at_once_one_has_it(dns: FakeDns) -> None:
    worlds = [_world() for _ in range(3)]
    claims = [_claim(world) for world in worlds]
    dns.texts[RECORD] = [record_value(claim.token) for claim in claims]
    by_hand = _world()
    staff = partial(
        domains.verify, actor=VENDOR, account_id=by_hand.account.id, name=NAME, now=utc_now()
    )
    checks = [partial(_check, *each) for each in zip(worlds, claims, strict=True)]
    with together(4) as threads:
        came = threads.run([*checks, staff])
    proofs = [each for each in came[:3] if isinstance(each, Proof)]
    assert len(proofs) == 3
    assert proofs.count(Proof.FOUND) + (not isinstance(came[3], Refused)) == 1
    assert _owned() == [NAME]


def test_a_record_that_is_gone_is_told_first_and_the_domain_lapses_later(
    dns: FakeDns, firm: World
) -> None:
    begun = utc_now()
    claim = _proved(dns, firm, now=begun)
    _comes(firm)
    assert domain_claims.check_due(now=begun) == 0
    dns.texts.clear()
    gone = begun + EVERY

    assert domain_claims.check_due(now=gone) == 1
    claim.refresh_from_db()
    assert claim.missing_since == gone
    assert _owned() == [NAME]
    assert isinstance(_comes(firm), Arrived)
    (mail,) = OutboxMessage.objects.filter(template="domain_unproved")
    assert mail.recipient == firm.people["owner"].email
    assert mail.context["domain"] == NAME

    for days in range(1, GRACE.days):
        domain_claims.check_due(now=gone + timedelta(days=days, minutes=days))
    assert _owned() == [NAME]
    domain_claims.check_due(now=gone + GRACE + timedelta(hours=1))

    assert _owned() == []
    assert OutboxMessage.objects.filter(template="domain_unproved").count() == 1
    with pytest.raises(Refused) as out:
        _comes(firm)
    assert out.value.refusal.code is RefusalCode.SSO_NOT_ADMITTED
    told = Event.objects.filter(account=firm.account, type__startswith="account.domain")
    assert [event.type for event in told.order_by("id")] == [
        "account.domain_verified",
        "account.domain_unproved",
        "account.domain_removed",
    ]
    _publish(dns, claim)
    assert _check(firm, claim) is Proof.FOUND
    assert _owned() == [NAME]


def test_a_record_that_comes_back_in_time_changes_nothing(dns: FakeDns, firm: World) -> None:
    begun = utc_now()
    claim = _proved(dns, firm, now=begun)
    dns.texts.clear()
    domain_claims.check_due(now=begun + EVERY)
    _publish(dns, claim)
    domain_claims.check_due(now=begun + 2 * EVERY)
    claim.refresh_from_db()
    assert (claim.missing_since, claim.proof) == (None, "found")
    assert _owned() == [NAME]


@pytest.mark.fault(
    "F18",
    injected="name servers that are silent for a month while domains are looked for",
    held="no domain lapses: only an answer says that a record is gone; a round ends within ten"
    " seconds, after two claims without an answer, beside everything else the worker does",
)
def test_name_servers_that_do_not_answer_prove_nothing(
    dns: FakeDns, firm: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curule.gateways.domain_records.PATIENCE_SECONDS", 0.2)
    begun = utc_now()
    claim = _proved(dns, firm, now=begun)
    for number in range(6):
        _claim(firm, f"other{number}.test", now=begun)
    dns.texts.clear()
    domain_claims.check_due(now=begun + EVERY)
    dns.manner = Manner.SILENT
    for days in (2, 10, 20, 30):
        DomainClaim.objects.filter(id=claim.id).update(next_check_at=begun)
        assert domain_claims.check_due(now=begun + timedelta(days=days)) == 0
    claim.refresh_from_db()
    assert claim.proof == "unanswered"
    assert _owned() == [NAME]
    assert _check(firm, claim) is Proof.UNANSWERED


def test_the_worker_finds_a_new_record_by_itself_and_gives_a_claim_up(
    dns: FakeDns, firm: World
) -> None:
    now = utc_now()
    claim = _claim(firm, now=now - EVERY)
    forgotten = _claim(firm, "forgotten.test", now=now - GIVES_UP)
    _publish(dns, claim)
    tasks.check_domains_by_the_minute(0)
    assert _owned() == [NAME]
    forgotten.refresh_from_db()
    assert (forgotten.proof, forgotten.next_check_at) == ("missing", None)


def test_the_domains_of_a_test_clock_are_left_alone(dns: FakeDns, firm: World) -> None:
    claim = _claim(firm)
    _publish(dns, claim)
    clock = TestClock.objects.create(name="c", now=utc_now())
    Account.objects.filter(id=firm.account.id).update(clock_id=clock.id)
    assert domain_claims.check_due(now=utc_now() + EVERY) == 0
    assert dns.asked == []


def test_what_staff_confirmed_needs_no_record_and_what_they_end_stays_ended(
    dns: FakeDns, firm: World
) -> None:
    now = utc_now()
    claim = _claim(firm, now=now)
    of: dict[str, Any] = {"actor": VENDOR, "account_id": firm.account.id, "name": NAME}
    domains.verify(now=now, **of)
    for days in range(1, 40):
        domain_claims.check_due(now=now + timedelta(days=days, minutes=1))
    assert _owned() == [NAME]
    assert not OutboxMessage.objects.filter(template="domain_unproved").exists()
    with pytest.raises(Refused) as twice:
        _claim(firm)
    assert twice.value.refusal.code is RefusalCode.ALREADY_EXISTS

    domains.remove(now=now, **of)
    _publish(dns, claim)
    assert domain_claims.check_due(now=now + timedelta(days=60)) == 0
    assert _owned() == []


def test_a_claim_that_is_withdrawn_takes_the_domain_with_it(dns: FakeDns, firm: World) -> None:
    claim = _proved(dns, firm)
    of: dict[str, Any] = {
        "actor": firm.actor("owner"), "account_id": firm.account.id, "claim_id": claim.id,
        "now": utc_now(),
    }  # fmt: skip
    domain_claims.withdraw(**of)
    assert _owned() == []
    for act in (domain_claims.withdraw, domain_claims.check):
        with pytest.raises(Refused) as gone:
            act(**of)
        assert gone.value.refusal.code is RefusalCode.NOT_FOUND
    again = _claim(firm)
    assert again.token != claim.token


@pytest.mark.threat("TH22")
def test_only_owners_claim_and_only_for_their_own_account(dns: FakeDns, firm: World) -> None:
    claim, other = _claim(firm), _world()
    _publish(dns, claim)
    for actor, account_id in (
        (firm.actor("admin"), firm.account.id),
        (other.actor("owner"), firm.account.id),
        (other.actor("owner"), other.account.id),
    ):
        with pytest.raises(Refused):
            domain_claims.check(
                actor=actor, account_id=account_id, claim_id=claim.id, now=utc_now()
            )
    assert dns.asked == []
    for name in ("no domain", "x@y.test", "", "127.0.0.1"):
        with pytest.raises(Refused) as refused:
            _claim(firm, name)
        assert refused.value.refusal.code is RefusalCode.FIELD_INVALID
    for number in range(19):
        _claim(firm, f"d{number}.test")
    with pytest.raises(Refused) as many:
        _claim(firm, "one-more.test")
    assert many.value.refusal.code is RefusalCode.FIELD_INVALID


def _path(world: World) -> str:
    return f"/a/{world.account.id}/settings/sign-in"


@pytest.mark.parametrize("language", Language)
def test_an_owner_claims_checks_and_removes_a_domain_on_the_page(
    client: Client, dns: FakeDns, firm: World, language: Language
) -> None:
    owner = firm.people["owner"]
    Person.objects.filter(id=owner.id).update(language=language.value)
    client.force_login(owner)

    def do(act: str, **sent: str) -> str:
        answer = client.post(_path(firm), {"do": act, **sent}, follow=True)
        return answer.content.decode()

    assert RECORD in do("claim", domain=NAME)
    claim = DomainClaim.objects.get()
    row = {"row": str(claim.id)}
    assert record_value(claim.token) in do("check", **row)
    assert _owned() == []
    _publish(dns, claim)
    do("check", **row)
    assert _owned() == [NAME]
    dns.texts.clear()
    do("check", **row)
    claim.refresh_from_db()
    assert claim.missing_since is not None
    do("withdraw", **row)
    assert _owned() == []
    assert RECORD not in client.get(_path(firm)).content.decode()


def test_a_page_is_held_up_by_name_servers_no_more_than_ten_times_a_minute(
    client: Client, dns: FakeDns, firm: World
) -> None:
    client.force_login(firm.people["owner"])
    row = str(_claim(firm).id)
    sent = {"do": "check", "row": row}
    codes = [client.post(_path(firm), sent).status_code for _ in range(12)]
    assert codes[:10] == [303] * 10
    assert codes[10:] == [409, 409]
    assert len(dns.asked) == 10


def test_an_admin_reads_the_domains_and_changes_none(client: Client, firm: World) -> None:
    _claim(firm)
    client.force_login(firm.people["admin"])
    shown = client.get(_path(firm)).content.decode()
    assert RECORD in shown
    assert 'value="check"' not in shown
    assert client.post(_path(firm), {"do": "claim", "domain": "x.test"}).status_code == 403
