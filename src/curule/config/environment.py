"""The environment variables that Curule reads, each typed, each wrong value named in one sentence.

    DATABASE_URL        postgresql://user:password@host:port/name; without it our own server runs
    CURULE_DATA         folder of everything that Curule keeps on disk
    CURULE_SECRET_KEY   signs links and sessions; without it one is made and kept in CURULE_DATA
    CURULE_BASE_URL     where people reach this installation; links in mails start with it
    CURULE_SMTP_URL     smtp://user:password@host:port (smtps:// for TLS); without it mails are held
    CURULE_MAIL_FROM    the sender of mails
    CURULE_CONTACT      whom customers write to; the address that mails come from, if not said
    CURULE_CHECK_MAIL_DOMAINS  true | false; ask name servers whether typed-in domains take mail
    CURULE_NAME_SERVERS  who is asked for the records of domains; this computer's if not said
    CURULE_LOG_FORMAT   json | lines; how the log is written, lines where a terminal shows it
    CURULE_LOG_LEVEL    debug | info | warning | error; the least that is written down
    CURULE_METRICS_TOKEN  whoever shows it may read /metrics; without it, nobody
    CURULE_PROXIES      how many reverse proxies stand before us, each of which adds whom it serves
    CURULE_DB_POOLER    none | transaction (a pooler that gives each transaction another connection)
    CURULE_DEBUG        true | false
    CURULE_DEMO         true | false; the demo's own database, and links by which anybody signs in
    CURULE_BANK_HOLDER  to whom customers transfer money, as their banks ask for it
    CURULE_BANK_IBAN    the account that transfers go to; without it invoices only name a reference
    CURULE_BANK_BIC     its BIC, where the customers' banks ask for one
    CURULE_CHECK_TAX_IDS  true | false; ask the member states of the Union about tax numbers (VIES)
    CURULE_VIES_URL     where VIES is; the Commission's own service where nothing is said
    CURULE_STRIPE_KEY   charge cards through Stripe with this secret key; without it, not at all
    CURULE_STRIPE_WEBHOOK_SECRET  whsec_…, of the endpoint /webhooks/stripe in Stripe's dashboard
    CURULE_STRIPE_URL   where Stripe's API is; https://api.stripe.com where nothing is said
    CURULE_WEBHOOK_PORTS  ports of endpoints of webhooks, with commas between; 443 if not said
    CURULE_WEBHOOK_LOOPBACK  true | false; endpoints may be on this computer, for development only
    CURULE_SSO_PORTS    ports of customers' identity providers, with commas between; 443 if not said
    CURULE_SSO_LOOPBACK  true | false; they may be on this computer, for development only
    CURULE_WORKER_PORT  where `curule worker` answers /livez, /readyz and /metrics; else nowhere
    CURULE_TOKEN_DAYS   how long an offline token lives at most, 1 to 30 days
    CURULE_TOKEN_DEVICES  on how many devices one seat may be used offline, 1 to 100
    CURULE_API_RATE     how many requests a key of the API may make in a minute, in each process
    CURULE_ENTITLEMENT_RATE  how often a key may ask in a minute who may use what, in each process
    CURULE_REQUEST_LOG_DAYS  how long the requests of programs can be looked at, 1 to 365 days
    CURULE_MOST_INVOICES_A_MINUTE  of one customer; one more parks the account until its release
    CURULE_MOST_INVOICES_A_DAY  the same
    CURULE_MOST_LINES_A_DAY  of renewals of one subscription, where it renews more than once
    CURULE_MOST_CHANGES_AN_HOUR  of one subscription
    CURULE_MOST_GOODWILL  credit given by goodwill at once, in whole units of its currency
    HOST                where `curule serve` listens: 127.0.0.1, or 0.0.0.0 for everybody
    PORT                the port where it listens, 8000 where nothing is said

Every secret (`DATABASE_URL`, `CURULE_SECRET_KEY`, `CURULE_SMTP_URL`, `CURULE_METRICS_TOKEN`,
`CURULE_STRIPE_KEY`, `CURULE_STRIPE_WEBHOOK_SECRET`) may instead be given as a file:
`CURULE_SECRET_KEY_FILE=/run/secrets/curule`.
"""

import contextlib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

import curule
from curule.core.tokens import LONGEST, MOST_DEVICES

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})
_SMTP_PORTS = {"smtp": 587, "smtps": 465}
_SHORTEST_KEY = 32
_MOST_PROXIES = 9
_LAST_PORT = 65535
_STRIPE_KEYS = ("sk_", "rk_")
LOG_FORMATS = frozenset({"json", "lines"})
LOG_LEVELS = frozenset({"debug", "info", "warning", "error"})


class ConfigurationError(ImproperlyConfigured):
    """A variable of the environment is wrong; the message is one sentence that says what to do."""


def envstr(name: str, default: str = "") -> str:
    """Return the variable without surrounding blanks, or `default` when it is not set or empty."""
    return os.environ.get(name, "").strip() or default


def envbool(name: str, *, default: bool) -> bool:
    """Return the variable as a boolean.

    Raises:
        ConfigurationError: it is neither true nor false.
    """
    text = envstr(name).lower()
    if not text:
        return default
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise ConfigurationError(f"{name} is {text!r}; set it to true or false.")


def envint(name: str, *, default: int) -> int:
    """Return the variable as a whole number.

    Raises:
        ConfigurationError: it is not a whole number.
    """
    text = envstr(name)
    if not text:
        return default
    try:
        return int(text)
    except ValueError:
        raise ConfigurationError(f"{name} is {text!r}; set it to a whole number.") from None


def envchoice(name: str, *, default: str, choices: frozenset[str]) -> str:
    """Return the variable, which must be one of `choices`.

    Raises:
        ConfigurationError: it is none of them.
    """
    text = envstr(name, default)
    if text not in choices:
        raise ConfigurationError(
            f"{name} is {text!r}; set it to one of: {', '.join(sorted(choices))}."
        )
    return text


def envsecret(name: str) -> str:
    """Return a secret from the variable, or from the file that `<name>_FILE` points to; else "".

    Raises:
        ConfigurationError: both are given, or the file cannot be read.
    """
    file_name = envstr(f"{name}_FILE")
    if not file_name:
        return envstr(name)
    if envstr(name):
        raise ConfigurationError(f"{name} and {name}_FILE are both set; keep one of them.")
    try:
        return Path(file_name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{name}_FILE points to {file_name}, which cannot be read ({_reason(error)})."
        ) from None


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where customers transfer money to; `iban` without blanks, `bic` may be empty."""

    holder: str
    iban: str
    bic: str


_DEMO_ACCOUNT = BankAccount("Curule Demo", "DE02120300000000202051", "BYLADEM1001")


def bank_account(*, demo: bool) -> BankAccount | None:
    """Return the account that transfers go to, or None; the demo has one that is made up.

    Raises:
        ConfigurationError: the IBAN's check digits do not fit, or it has no holder.
    """
    iban = "".join(envstr("CURULE_BANK_IBAN").split()).upper()
    if not iban:
        return _DEMO_ACCOUNT if demo else None
    if not _is_iban(iban):
        raise ConfigurationError(
            f"CURULE_BANK_IBAN is {iban!r}, whose check digits do not fit; copy it again."
        )
    holder = envstr("CURULE_BANK_HOLDER")
    if not holder:
        raise ConfigurationError("CURULE_BANK_HOLDER is empty; say whose account the IBAN is.")
    return BankAccount(holder, iban, envstr("CURULE_BANK_BIC"))


def _is_iban(text: str) -> bool:
    """Return whether the text is an IBAN with right check digits (ISO 13616, ISO 7064)."""
    if not (15 <= len(text) <= 34 and text.isascii() and text.isalnum() and text[:2].isalpha()):
        return False
    return int("".join(str(int(letter, 36)) for letter in text[4:] + text[:4])) % 97 == 1


def data_folder() -> Path:
    """Return the folder of everything that Curule keeps: `CURULE_DATA`, else `var/` or XDG's."""
    chosen = envstr("CURULE_DATA")
    if chosen:
        return Path(chosen).expanduser().absolute()
    checkout = Path(curule.__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file() and (checkout / ".git").exists():
        return checkout / "var"
    xdg = envstr("XDG_DATA_HOME")
    home = Path(xdg) if xdg.startswith("/") else Path.home() / ".local" / "share"
    return home / "curule"


def secret_key(folder: Path) -> str:
    """Return `CURULE_SECRET_KEY`, else the key kept in `folder`, made on the first call.

    Raises:
        ConfigurationError: the key is too short, or the kept one can be neither read nor made.
    """
    given = given_key()
    if given:
        return given
    path = folder / "secret_key"
    try:
        kept = _kept_secret(path)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"The secret key in {path} can be neither read nor made ({_reason(error)}); "
            "set CURULE_SECRET_KEY, or let CURULE_DATA name a folder that this user may write to."
        ) from None
    if len(kept) < _SHORTEST_KEY:
        raise ConfigurationError(
            f"The secret key in {path} is damaged: it is shorter than {_SHORTEST_KEY} characters; "
            "restore the file from a backup, or delete it to have another made (links that were "
            "sent before are void then)."
        )
    return kept


def given_key() -> str:
    """Return the secret key that is given; nothing where it is to be kept in the data folder.

    Raises:
        ConfigurationError: it is too short.
    """
    given = envsecret("CURULE_SECRET_KEY")
    if given and len(given) < _SHORTEST_KEY:
        raise ConfigurationError(
            f"CURULE_SECRET_KEY is shorter than {_SHORTEST_KEY} characters; use a longer one."
        )
    return given


def _kept_secret(path: Path) -> str:
    """Read the key, or make one; two processes that make one at once both take the first's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text(encoding="ascii").strip()


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed in; `tls` means TLS from the first byte (smtps), not STARTTLS."""

    host: str
    port: int
    user: str
    password: str
    tls: bool


def mail_server() -> MailServer | None:
    """Return the server of `CURULE_SMTP_URL`, or None: mails are then held and can be read.

    Raises:
        ConfigurationError: the address is not of the form smtp://user:password@host:port.
    """
    text = envsecret("CURULE_SMTP_URL")
    if not text:
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = None, None
    if parts is None or parts.scheme not in _SMTP_PORTS or not parts.hostname:
        raise ConfigurationError(
            "CURULE_SMTP_URL is not an address of a mail server; "
            "write it as smtp://user:password@host:587 or smtps://user:password@host:465."
        )
    return MailServer(
        host=parts.hostname,
        port=port or _SMTP_PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=parts.scheme == "smtps",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeAccess:
    """How Stripe is reached, and how we know that it is Stripe who calls; printed without keys."""

    key: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    url: str


def stripe() -> StripeAccess | None:
    """Return the access to Stripe of `CURULE_STRIPE_KEY`, or None: there is no such gateway then.

    Raises:
        ConfigurationError: the key is no secret key, the webhook secret is missing or too short to
            keep forged events out, or the address is not safe to send a key to.
    """
    key = envsecret("CURULE_STRIPE_KEY")
    if not key:
        return None
    if not key.startswith(_STRIPE_KEYS):
        raise ConfigurationError(
            "CURULE_STRIPE_KEY is not a secret key; copy the one that begins with sk_ or rk_."
        )
    secret = envsecret("CURULE_STRIPE_WEBHOOK_SECRET")
    if len(secret) < _SHORTEST_KEY or not secret.startswith("whsec_"):
        raise ConfigurationError(
            "CURULE_STRIPE_WEBHOOK_SECRET is missing or is not a signing secret; copy the one that "
            "begins with whsec_ from the endpoint /webhooks/stripe in Stripe's dashboard."
        )
    return StripeAccess(key=key, webhook_secret=secret, url=_stripe_url())


def vies_url(*, demo: bool) -> str:
    """Return where VIES is asked, or "" where nobody is; a demo's numbers are made up.

    Raises:
        ConfigurationError: the address is not that of a service.
    """
    wanted = envbool("CURULE_CHECK_TAX_IDS", default=False)
    url = _service_url("CURULE_VIES_URL", "https://ec.europa.eu/taxation_customs/vies/rest-api")
    return url if wanted and not demo else ""


def _stripe_url() -> str:
    return _service_url("CURULE_STRIPE_URL", "https://api.stripe.com")


def _service_url(name: str, usual: str) -> str:
    """Return the address of somebody else's service: by https, or on this computer."""
    text = envstr(name, usual).rstrip("/")
    parts = urlsplit(text)
    is_safe = parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
    )
    if not is_safe or not parts.hostname or parts.query or parts.fragment:
        raise ConfigurationError(
            f"{name} is {text!r}; leave it out, or write it like {usual} "
            "(http:// only for this computer)."
        )
    return text


def base_url() -> str:
    """Return `CURULE_BASE_URL` without a closing slash; by default this computer at `PORT`.

    Raises:
        ConfigurationError: it is not the address of a site.
    """
    here = f"http://localhost:{envint('PORT', default=8000)}"
    text = envstr("CURULE_BASE_URL", here).rstrip("/")
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ConfigurationError(
            f"CURULE_BASE_URL is {text!r}; write it like https://seats.example.com."
        )
    return text


def base_host(url: str) -> str:
    """Return the host that people type to reach this installation."""
    return urlsplit(url).hostname or ""


def hosts(url: str) -> list[str]:
    """Return the hosts that requests may name: the site's, or every name of this computer."""
    host = base_host(url)
    return ["localhost", "127.0.0.1", "[::1]"] if host == "localhost" else [host]


def proxies() -> int:
    """Return how many reverse proxies stand before us: so many entries of a header are believed.

    Raises:
        ConfigurationError: it is no number of proxies.
    """
    number = envint("CURULE_PROXIES", default=0)
    if not 0 <= number <= _MOST_PROXIES:
        raise ConfigurationError(
            f"CURULE_PROXIES is {number}; set it to how many reverse proxies stand before Curule, "
            f"0 to {_MOST_PROXIES}."
        )
    return number


def metrics_token() -> str:
    """Return what has to be shown to read `/metrics`, or "": then nobody may.

    Raises:
        ConfigurationError: it is so short that it could be guessed.
    """
    token = envsecret("CURULE_METRICS_TOKEN")
    if token and len(token) < _SHORTEST_KEY:
        raise ConfigurationError(
            f"CURULE_METRICS_TOKEN is shorter than {_SHORTEST_KEY} characters; use a longer one."
        )
    return token


def worker_address() -> tuple[str, int] | None:
    """Return where the worker answers those who watch it: `HOST` and its own port; None: nowhere.

    Raises:
        ConfigurationError: it is no port.
    """
    port = envint("CURULE_WORKER_PORT", default=0)
    if not 0 <= port <= _LAST_PORT:
        raise ConfigurationError(
            f"CURULE_WORKER_PORT is {port}; set it to a port from 1 to {_LAST_PORT}."
        )
    return (envstr("HOST", "127.0.0.1"), port) if port else None


def token_days() -> int:
    """Return how many days an offline token lives at most.

    Raises:
        ConfigurationError: it lives for no day, or so long that nobody could take it back (TH30).
    """
    return number_within("CURULE_TOKEN_DAYS", usual=7, most=LONGEST.days)


def token_devices() -> int:
    """Return on how many devices one seat may be used offline.

    Raises:
        ConfigurationError: it is no number of devices.
    """
    return number_within("CURULE_TOKEN_DEVICES", usual=3, most=MOST_DEVICES)


def api_rate() -> int:
    """Return how many requests a key of the API may make in a minute.

    Raises:
        ConfigurationError: it is no such number.
    """
    return number_within("CURULE_API_RATE", usual=600, most=1_000_000)


def entitlement_rate() -> int:
    """Return how often a key may ask in a minute who may use what.

    Raises:
        ConfigurationError: it is no such number.
    """
    return number_within("CURULE_ENTITLEMENT_RATE", usual=60_000, most=100_000_000)


def request_log_days() -> int:
    """Return for how many days the requests of programs can be looked at.

    Raises:
        ConfigurationError: it is no such number.
    """
    return number_within("CURULE_REQUEST_LOG_DAYS", usual=30, most=365)


def number_within(name: str, *, usual: int, most: int) -> int:
    """Return a variable that is a number from 1 on.

    Raises:
        ConfigurationError: it is no such number.
    """
    number = envint(name, default=usual)
    if not 1 <= number <= most:
        raise ConfigurationError(f"{name} is {number}; set it to 1 to {most}.")
    return number


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else "it is not text"
