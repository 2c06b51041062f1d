"""Offline tokens as products check them: with PyJWT from the address of the keys, and with ours."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import jwt
import pytest

from curule.core.permissions import Actor
from curule.httpkit.clock import utc_now
from curule.services.tokens import signing_keys
from curule_client import Curule, NoConnection, OfflineTokens, TokenRefused
from curule_client.keeping import Shelf, Source
from tests.client.conftest import ISSUER, Service


@pytest.fixture
def curule(service: Service) -> Curule:
    return service.curule()


def _token(curule: Curule, service: Service, device: str) -> str:
    return curule.tokens.issue(user=service.member, product=service.product, device=device).token


def _checking(service: Service, device: str, **more: object) -> OfflineTokens:
    source = Source(service.url, http=service.line())
    given = {"product": service.product, "device": device, "issuer": ISSUER, "source": source}
    return OfflineTokens(base_url=service.url, **{**given, **more})  # type: ignore[arg-type]


@pytest.mark.threat("TH30")
def test_pyjwt_believes_a_token_by_the_address_of_the_keys(
    service: Service, curule: Curule
) -> None:
    token = _token(curule, service, "pyjwt")
    keys = jwt.PyJWKClient(f"{service.url}/.well-known/jwks.json")

    said = jwt.decode(
        token,
        keys.get_signing_key_from_jwt(token),
        algorithms=["EdDSA"],
        audience=service.product,
        issuer=ISSUER,
    )

    assert said["email"] == service.member
    head, body, signature = token.split(".")
    changed = base64.urlsafe_b64decode(body + "==").replace(b"licensed", b"licences")
    forged = base64.urlsafe_b64encode(changed).rstrip(b"=").decode()
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(
            f"{head}.{forged}.{signature}",
            keys.get_signing_key_from_jwt(token),
            algorithms=["EdDSA"],
            audience=service.product,
        )


@pytest.mark.threat("TH30")
def test_a_token_is_believed_here_now_and_nowhere_else(service: Service, curule: Curule) -> None:
    token = _token(curule, service, "a laptop")
    now = utc_now()

    believed = _checking(service, "a laptop").check(token)

    assert (believed.email, believed.seat_types) == (service.member, ("licensed",))
    assert now < believed.refresh_at < believed.expires_at
    for checking, at, code in (
        (_checking(service, "another laptop"), now, "device"),
        (_checking(service, "a laptop", product="other"), now, "product"),
        (_checking(service, "a laptop", testing=True), now, "product"),
        (_checking(service, "a laptop", issuer="https://x.test"), now, "issuer"),
        (_checking(service, "a laptop"), now + timedelta(days=7, minutes=1), "expired"),
        (_checking(service, "a laptop"), now - timedelta(hours=1), "not_yet"),
    ):
        with pytest.raises(TokenRefused) as refused:
            checking.check(token, now=at)
        assert refused.value.code == code
    _checking(service, "a laptop").check(token, now=now - timedelta(seconds=90))


@pytest.mark.threat("TH30")
def test_a_clock_that_was_turned_back_is_noticed(
    service: Service, curule: Curule, tmp_path: Path
) -> None:
    token = _token(curule, service, "turned")
    now, kept = utc_now(), tmp_path / "kept.json"
    _checking(service, "turned", shelf=Shelf(kept)).check(token, now=now + timedelta(days=3))

    # Another process, another day: what was seen is on the disk.
    later = _checking(service, "turned", shelf=Shelf(kept))

    with pytest.raises(TokenRefused, match="clock_turned_back"):
        later.check(token, now=now + timedelta(days=1))
    later.check(token, now=now + timedelta(days=3, minutes=-1))


@pytest.mark.threat("TH30")
def test_a_token_that_was_taken_back_is_void_where_there_is_a_connection(
    service: Service, curule: Curule
) -> None:
    token = _token(curule, service, "stolen")
    now, checking = utc_now(), _checking(service, "stolen")
    device = checking.check(token, now=now).device_id

    assert device in {
        each.id for each in curule.devices.list(user=service.member, product=service.product)
    }
    curule.devices.release(device)

    checking.check(token, now=now + timedelta(minutes=4))
    with pytest.raises(TokenRefused, match="void"):
        checking.check(token, now=now + timedelta(minutes=6))
    checking.check(_token(curule, service, "stolen"), now=now + timedelta(minutes=6))


@pytest.mark.threat("TH30")
def test_without_a_connection_what_was_fetched_before_holds(
    service: Service, curule: Curule, tmp_path: Path
) -> None:
    token = _token(curule, service, "away")
    now, kept, tried = utc_now(), tmp_path / "folder" / "kept.json", list[httpx.Request]()

    def nobody(request: httpx.Request) -> httpx.Response:
        tried.append(request)
        raise httpx.ConnectError("no line", request=request)

    def away(shelf: Shelf) -> OfflineTokens:
        line = httpx.Client(transport=httpx.MockTransport(nobody))
        return _checking(service, "away", shelf=shelf, source=Source("http://x.test", http=line))

    with pytest.raises(NoConnection):
        away(Shelf()).check(token)
    _checking(service, "away", shelf=Shelf(kept)).check(token, now=now)
    tried.clear()
    checking = away(Shelf(kept))

    for minutes in (10, 10.1, 10.2):
        assert checking.check(token, now=now + timedelta(minutes=minutes)).email == service.member
    assert len(tried) == 1
    kept.write_text("{not json")
    with pytest.raises(NoConnection):
        away(Shelf(kept)).check(token)


@pytest.mark.threat("TH27", "TH30")
def test_a_forged_token_is_refused_and_a_rolled_key_is_fetched(
    service: Service, curule: Curule
) -> None:
    checking = _checking(service, "forger")
    token = _token(curule, service, "forger")
    checking.check(token)
    head, body, _signature = token.split(".")
    public = jwt.PyJWKClient(f"{service.url}/.well-known/jwks.json").get_jwk_set().keys[0]
    claims = jwt.decode(token, options={"verify_signature": False})
    kid = jwt.get_unverified_header(token)["kid"]
    typ = {"kid": kid, "typ": "curule-offline+jwt"}
    theirs = jwt.PyJWK.from_dict(_own_key())

    for forged, code in (
        (jwt.encode(claims, str(public.key_id) * 2, "HS256", headers=typ), "malformed"),
        (jwt.encode(claims, "", "none", headers=typ), "malformed"),
        (jwt.encode(claims, theirs.key, "EdDSA", headers=typ), "signature"),
        (jwt.encode(claims, theirs.key, "EdDSA", headers={**typ, "kid": "x"}), "unknown_key"),
        (f"{head}.{body}.", "signature"),
        ("", "malformed"),
        ("x.y.z", "malformed"),
    ):
        with pytest.raises(TokenRefused) as refused:
            checking.check(forged)
        assert refused.value.code == code, forged
    signing_keys.roll(actor=Actor.system("tests"), now=datetime.now(UTC))  # noqa: TID251 - the edge
    # The key that was made up has just been fetched for.
    later = utc_now() + timedelta(seconds=31)
    checking.check(_token(curule, service, "forger"), now=later)
    checking.check(token, now=later)


@pytest.mark.threat("TH30")
def test_what_a_rolled_key_made_it_fetch_holds_for_the_token_and_afterwards(
    service: Service, curule: Curule
) -> None:
    """Key rolled and device taken back minutes after the last fetch: both are known at once."""
    now, shelf, asked = utc_now(), Shelf(), list[str]()
    line = service.line()
    line.event_hooks = {"request": [lambda request: asked.append(request.url.path)]}
    source = Source(service.url, http=line)
    checking = _checking(service, "both", shelf=shelf, source=source)
    device = checking.check(_token(curule, service, "both"), now=now).device_id
    signing_keys.roll(actor=Actor.system("tests"), now=utc_now())
    token = _token(curule, service, "both")
    curule.devices.release(device)
    asked.clear()

    with pytest.raises(TokenRefused, match="void"):
        checking.check(token, now=now + timedelta(seconds=30))

    kept = shelf.get()
    assert kept is not None
    assert device in kept.void
    assert jwt.get_unverified_header(token)["kid"] in {each["kid"] for each in kept.keys}
    assert len(asked) == 2  # the keys and the void devices, once
    assert checking.check(_token(curule, service, "both"), now=now + timedelta(seconds=31)).user
    assert len(asked) == 2


@pytest.mark.threat("TH30")
def test_made_up_keys_are_fetched_for_once_in_half_a_minute(
    service: Service, curule: Curule
) -> None:
    now, asked = utc_now(), list[str]()
    line = service.line()
    checking = _checking(service, "made up", source=Source(service.url, http=line))
    token = _token(curule, service, "made up")
    checking.check(token, now=now)
    claims = jwt.decode(token, options={"verify_signature": False})
    theirs = jwt.PyJWK.from_dict(_own_key())
    line.event_hooks = {"request": [lambda request: asked.append(request.url.path)]}

    for seconds in (1, 2, 3, 30, 32):
        made_up = {"kid": f"x{seconds}", "typ": "curule-offline+jwt"}
        with pytest.raises(TokenRefused, match="unknown_key"):
            checking.check(
                jwt.encode(claims, theirs.key, "EdDSA", headers=made_up),
                now=now + timedelta(seconds=seconds),
            )

    assert len(asked) == 2 * 2
    assert checking.check(token, now=now + timedelta(seconds=33)).email == service.member


def _own_key() -> dict[str, str]:
    """A key of somebody who is not the service."""
    from curule.gateways.token_signing import jwk, new_key

    private, public = new_key()
    return {**jwk(public), "d": base64.urlsafe_b64encode(private).rstrip(b"=").decode()}
