"""An identity provider of our own, over real HTTP on the loopback, which lies as it is told.

It knows whoever a test tells it (`claims`), gives codes that hold once, and signs with a key of its
own. `say(...)` changes what its next token says; `next(...)` how the coming requests are treated.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from joserfc.jws import JWSRegistry

from curule.httpkit.clock import utc_now


class Manner(Enum):
    """How a request is treated instead of answering it."""

    HANG = auto()
    SLOW = auto()
    HANG_UP = auto()
    HTML = auto()
    HALF = auto()
    LIST = auto()
    ENDLESS = auto()
    BROKEN = auto()
    REDIRECT = auto()


class Forged(Enum):
    """With what a token is signed in place of the provider's key."""

    NONE = auto()
    PUBLIC_AS_SECRET = auto()
    CLIENT_SECRET = auto()
    OTHER_KEY = auto()


@cache
def rsa(name: str) -> RSAKey:
    """Return a key of its own for each name; making one takes a moment."""
    return RSAKey.generate_key(2048, {"kid": name})


@dataclass
class FakeIdentity:
    """The provider as a test sees it."""

    url: str = ""
    client_id: str = "curule"
    secret: str = "s3cret: with & odd +letters"
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    forged: Forged | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    manners: dict[str, list[Manner]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    close: Callable[[], None] = lambda: None

    def next(self, path: str, *manners: Manner) -> None:
        """Treat the coming requests for a path so: `discovery`, `token`, `keys`, `userinfo`."""
        self.manners.setdefault(path, []).extend(manners)

    def knows(self, subject: str, **claims: object) -> None:
        """Sign this person in from now on."""
        self.claims = {"sub": subject, **claims}

    def authorize(self, url: str) -> dict[str, str]:
        """Play the person at the provider's page: return what the browser comes back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert url.startswith(f"{self.url}/authorize?")
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def token_for(self, asked: Mapping[str, str]) -> str:
        """Return a signed token, as honest as `said` and `forged` let it be."""
        now = int(utc_now().timestamp())
        claims = {
            "iss": self.url,
            "aud": self.client_id,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
            **self.said,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.forged is Forged.NONE:
            return f"{_part({'alg': 'none'})}.{_part(claims)}."
        if self.forged in {Forged.PUBLIC_AS_SECRET, Forged.CLIENT_SECRET}:
            pem = rsa("idp").as_pem(private=False)
            secret = pem if self.forged is Forged.PUBLIC_AS_SECRET else self.secret.encode()
            registry = JWSRegistry(algorithms=["HS256"])
            header = {"alg": "HS256", "kid": "idp"}
            if self.forged is Forged.CLIENT_SECRET:
                return jwt.encode(header, claims, OctKey.import_key(secret), registry=registry)
            return _hs256(header, claims, secret)
        key = rsa("other" if self.forged is Forged.OTHER_KEY else "idp")
        return jwt.encode({"alg": "RS256", "kid": "idp"}, claims, key)


@contextmanager
def running_fake_identity() -> Iterator[FakeIdentity]:
    """Serve a provider of its own until the block ends."""
    fake = FakeIdentity()

    class Handler(_Handler):
        idp = fake

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()

    def close() -> None:
        fake.over.set()
        server.shutdown()
        server.server_close()

    fake.close = close
    try:
        yield fake
    finally:
        close()


class _Handler(BaseHTTPRequestHandler):
    idp: FakeIdentity

    def do_GET(self) -> None:
        answers = {
            "/.well-known/openid-configuration": ("discovery", self._document),
            "/jwks": ("keys", self._keys),
            "/userinfo": ("userinfo", self._userinfo),
        }
        found = answers.get(urlsplit(self.path).path)
        if found is None:
            self._answer(404, {})
        else:
            self._treat(*found)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self.idp.forms.append(form)
        self._treat("token", lambda: self._token(form))

    def _treat(self, name: str, honest: Any) -> None:  # noqa: ANN401 - a function
        self.idp.asked.append(name)
        waiting = self.idp.manners.get(name)
        match waiting.pop(0) if waiting else None:
            case None | Manner.SLOW as manner:
                self.idp.over.wait(0 if manner is None else 1)
                self._answer(*honest())
            case Manner.HANG:
                self.idp.over.wait(20)
            case Manner.HANG_UP:
                self.close_connection = True
            case Manner.HTML:
                self._raw(200, b"<html>maintenance</html>")
            case Manner.HALF:
                self._raw(200, b'{"issuer": "ht')
            case Manner.LIST:
                self._raw(200, b"[1, 2]")
            case Manner.ENDLESS:
                self._raw(200, b'{"x": "' + b"y" * 400_000 + b'"}')
            case Manner.BROKEN:
                self._raw(500, b"{}")
            case Manner.REDIRECT:
                self.send_response(302)
                self.send_header("Location", f"{self.idp.url}/jwks")
                self.send_header("Content-Length", "0")
                self.end_headers()

    def _document(self) -> tuple[int, object]:
        url = self.idp.url
        return 200, {
            "issuer": url,
            "authorization_endpoint": f"{url}/authorize",
            "token_endpoint": f"{url}/token",
            "jwks_uri": f"{url}/jwks",
            "userinfo_endpoint": f"{url}/userinfo",
            "id_token_signing_alg_values_supported": ["RS256"],
            **self.idp.document,
        }

    def _keys(self) -> tuple[int, object]:
        return 200, {"keys": [{**rsa("idp").as_dict(private=False), "use": "sig"}]}

    def _userinfo(self) -> tuple[int, object]:
        if not self.headers.get("Authorization", "").startswith("Bearer at-"):
            return 401, {}
        return 200, self.idp.userinfo

    def _token(self, form: Mapping[str, str]) -> tuple[int, object]:
        asked = self.idp.codes.pop(form.get("code", ""), None)
        if asked is None or asked["redirect_uri"] != form.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        shown = urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        if shown.rstrip(b"=").decode() != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        if not self._is_our_client(form):
            return 401, {"error": "invalid_client"}
        return 200, {
            "id_token": self.idp.token_for(asked),
            "access_token": "at-1",
            "token_type": "Bearer",
        }

    def _is_our_client(self, form: Mapping[str, str]) -> bool:
        basic = self.headers.get("Authorization", "").removeprefix("Basic ")
        if not basic:
            given = (form.get("client_id"), form.get("client_secret", ""))
        else:
            name, _, secret = b64decode(basic).decode().partition(":")
            given = (unquote_plus(name), unquote_plus(secret))
        return given == (self.idp.client_id, self.idp.secret)

    def _answer(self, status: int, body: object) -> None:
        self._raw(status, json.dumps(body).encode())

    def _raw(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called
        """Say nothing."""


def _part(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _hs256(header: object, claims: object, secret: bytes) -> str:
    """Sign by hand: no library signs with a public key as a secret."""
    said = f"{_part(header)}.{_part(claims)}"
    mac = hmac.digest(secret, said.encode(), "sha256")
    return f"{said}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"
