"""The how-to pages do what they say: each of their blocks is run."""

import importlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

import psycopg
import pytest

from curule.core.money import Money
from curule.data.database_url import DatabaseUrl
from curule.data.databases import drop_database
from curule.data.models import OutboxMessage
from curule.gateways.payments.base import (
    ChargeRef,
    Declined,
    GatewayUnavailable,
    KeyReused,
    NotFound,
    PaymentGateway,
    Succeeded,
    Unknown,
)
from curule.gateways.signing import LinkPurpose
from curule.selectors.console.bank import sure_entries
from curule.services.invitations import invitations
from curule.services.payments import bank_statements, statement_files
from curule.services.payments.bank_statements import Part
from curule.services.seats.seats import Invitee, assign
from tests.docs import acme
from tests.docs.pages import DOCS, Block, blocks, commands, is_as_printed, read, run
from tests.docs.readers import reader_s_environment
from tests.support.factories import VENDOR
from tests.support.fake_stripe import SECRET_KEY, running_fake_stripe
from tests.support.mail_server import MailServer, running_mail_server
from tests.support.prices import change_of, publish
from tests.support.shop import Shop, day
from tests.worker.rows import an_account, queue

ADDRESS = "postgresql://seats:choose-a-long-one@db.example.com:5432/seats"


def _blocks(page: str, language: str) -> list[Block]:
    return [block for block in blocks(read(f"how-to/{page}")) if block.language == language]


def _type(block: Block, env: Mapping[str, str], folder: Path, **replaced: str) -> None:
    """Run a block, with addresses that exist here in the place of those on the page."""
    body = block.body
    for old, new in replaced.items():
        assert old in body
        body = body.replace(old, new)
    here = Block(language=block.language, file=None, body=body)
    for command, printed in zip(commands(here), run(here, folder=folder, env=env), strict=True):
        assert is_as_printed(command.printed, printed), f"$ {command.line}\n" + "\n".join(printed)


def test_every_page_is_run_here() -> None:
    pages = {path.name for path in (DOCS / "how-to").glob("*.md")}
    assert pages == {
        "own-postgresql.md",
        "backup-and-restore.md",  # in test_restoring
        "watch-it-run.md",  # in test_operation_pages
        "install-on-a-server.md",  # the same
        "send-mail.md",
        "check-the-data.md",
        "documents.md",
        "payment-gateway.md",
        "renewals.md",
        "change-prices.md",
        "stripe.md",
        "bank-transfer.md",
        "offline-tokens.md",  # in tests.client.test_pages
        "python-client.md",  # the same
        "command-line.md",  # in test_command_line_pages
        "import.md",  # the same
        "floating-seats.md",  # in test_floating_seats_page
        "scim.md",  # in test_scim_page
        "sign-in-with-curule.md",  # in test_sign_in_pages
        "single-sign-on.md",  # the same
        "use-the-api.md",  # in test_api_page
        "webhooks.md",  # in test_webhooks_page
        "month-end.md",
        "seat-reports.md",
        "tax.md",
        "ajouter-des-participants.md",  # in test_source_pages
        "ajouter-ou-reduire-des-postes.md",  # the same
        "inviter-des-utilisateurs-existants.md",  # the same
        "modifier-le-nombre-de-postes.md",  # the same
        "upravlenie-litsenziyami.md",  # the same
    }


# --- a PostgreSQL of one's own --------------------------------------------------------------------


@pytest.fixture
def seats_database(server: DatabaseUrl) -> Iterator[DatabaseUrl]:
    """What the SQL of the page makes, on the server of the tests."""
    with psycopg.connect(**server.with_database("postgres").parameters, autocommit=True) as admin:  # type: ignore[arg-type]
        [made] = _blocks("own-postgresql.md", "sql")
        for statement in made.body.split(";\n"):
            if statement.strip():
                admin.execute(statement.encode())
        url = server.with_database("seats")
        try:
            yield url
        finally:
            drop_database(url)
            admin.execute("DROP ROLE seats")


def test_a_database_of_one_s_own(seats_database: DatabaseUrl, tmp_path: Path) -> None:
    signed_in = {"user": "seats", "password": "choose-a-long-one"}
    url = DatabaseUrl({**seats_database.parameters, **signed_in})
    [console] = _blocks("own-postgresql.md", "console")
    _type(console, reader_s_environment(), tmp_path, **{ADDRESS: f"'{url.text()}'"})


# --- mail -----------------------------------------------------------------------------------------


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with running_mail_server() as server:
        yield server


def test_mail_is_sent(fresh_database: DatabaseUrl, mail_server: MailServer, tmp_path: Path) -> None:
    queue(an_account())
    [console] = _blocks("send-mail.md", "console")
    address = {
        "smtp://user:password@mail.example.com:587": f"smtp://127.0.0.1:{mail_server.port}",
    }
    _type(console, reader_s_environment(DATABASE_URL=fresh_database.text()), tmp_path, **address)
    [message] = mail_server.messages
    assert message["From"] == "Lobby <seats@example.com>"


# --- verify ---------------------------------------------------------------------------------------


def test_the_data_is_checked(fresh_database: DatabaseUrl, tmp_path: Path) -> None:
    env = reader_s_environment(DATABASE_URL=fresh_database.text())
    sound, broken = _blocks("check-the-data.md", "console")
    _type(sound, env, tmp_path)
    queue(an_account())
    _type(broken, env, tmp_path)


# --- a month's end --------------------------------------------------------------------------------


def test_a_month_is_closed(fresh_database: DatabaseUrl, tmp_path: Path) -> None:
    env = reader_s_environment(DATABASE_URL=fresh_database.text())
    sound, *reports = _blocks("month-end.md", "console")
    _type(sound, env, tmp_path)
    shop = Shop.open("zoom", tax_rate="20", is_live=True, card=None, payment__method="invoice")
    shop.subscribe(5)
    shop.transfer()
    shop.to(day(2026, 6, 2))
    for console in reports:
        named = {"ACCOUNT": str(shop.account.id)} if "ACCOUNT" in console.body else {}
        _type(console, env, tmp_path, **named)


def test_seats_are_told(fresh_database: DatabaseUrl, tmp_path: Path) -> None:
    env = reader_s_environment(DATABASE_URL=fresh_database.text())
    shop = Shop.open("zoom", is_live=True)
    shop.subscribe(5)
    shop.seat("ana")
    shop.to(day(2026, 5, 20))
    shop.add_seats(3)
    shop.seat("bo")
    used, _, _ = _blocks("seat-reports.md", "console")
    _type(used, env, tmp_path)


def test_invitations_are_told(fresh_database: DatabaseUrl, tmp_path: Path) -> None:
    env = reader_s_environment(DATABASE_URL=fresh_database.text())
    shop = Shop.open("zoom", is_live=True)
    shop.subscribe(5)
    people = [Invitee(email=f"{name}@else.test", first_name="F", last_name="L") for name in "ab"]
    first, _ = assign(**shop.on, people=people).value
    assert first.invitation_id is not None
    mails = OutboxMessage.objects.exclude(invitation_id=None)
    assert mails.update(status="sent", sent_at=shop.now) == 2
    token = invitations.link_token(
        account_id=shop.account.id, invitation_id=first.invitation_id, purpose=LinkPurpose.MAIL
    )
    invitations.accept(
        actor=None,
        account_id=shop.account.id,
        invitation_id=first.invitation_id,
        token=token,
        now=shop.now,
    )
    _, _, sent = _blocks("seat-reports.md", "console")
    _type(sent, env, tmp_path)


def test_renewals_due_are_told(fresh_database: DatabaseUrl, tmp_path: Path) -> None:
    env = reader_s_environment(DATABASE_URL=fresh_database.text())
    shop = Shop.open("zoom")
    shop.subscribe(8)
    shop.to(day(2026, 5, 20))
    _, ahead, _ = _blocks("seat-reports.md", "console")
    _type(ahead, env, tmp_path)


def test_renewals_are_told_before_they_happen(fresh_database: DatabaseUrl, tmp_path: Path) -> None:
    env = reader_s_environment(DATABASE_URL=fresh_database.text())
    shop = Shop.open("zoom", unit_amount=1500, tax_rate="20", is_live=True)
    shop.subscribe(5)
    [console] = _blocks("renewals.md", "console")
    _type(console, env, tmp_path)
    assert shop.subscription.period_ends_at == day(2026, 5, 1)


def test_a_price_is_announced_and_taken_back(
    fresh_database: DatabaseUrl,
    tmp_path: Path,
) -> None:
    env = reader_s_environment(DATABASE_URL=fresh_database.text())
    shop = Shop.open("zoom", unit_amount=1500, tax_rate="20", is_live=True)
    shop.subscribe(3)
    publish(shop, 1800)
    for console in _blocks("change-prices.md", "console"):
        _type(console, env, tmp_path, team=shop.terms.plan_key)
    assert change_of(shop).status == "withdrawn"


# --- tax ------------------------------------------------------------------------------------------


def test_a_seller_is_put_on_record(fresh_database: DatabaseUrl, tmp_path: Path) -> None:
    env = reader_s_environment(DATABASE_URL=fresh_database.text())
    for console in _blocks("tax.md", "console"):
        _type(console, env, tmp_path)


# --- papers ---------------------------------------------------------------------------------------


def test_an_invoice_is_written_as_files(fresh_database: DatabaseUrl, tmp_path: Path) -> None:
    env = reader_s_environment(
        DATABASE_URL=fresh_database.text(), CURULE_DATA=str(tmp_path / "data")
    )
    who_sells, files = _blocks("documents.md", "console")
    _type(who_sells, env, tmp_path)
    Shop.open("zoom", tax_rate="20", is_live=True).subscribe(5)
    _type(files, env, tmp_path)
    assert (tmp_path / "invoice.pdf").read_bytes().startswith(b"%PDF-")
    assert b"INV-2026-000001" in (tmp_path / "INV-2026-000001.xml").read_bytes()


# --- Stripe ---------------------------------------------------------------------------------------


def test_the_books_of_stripe_are_compared(fresh_database: DatabaseUrl, tmp_path: Path) -> None:
    [console] = _blocks("stripe.md", "console")
    with running_fake_stripe() as company:
        env = reader_s_environment(
            DATABASE_URL=fresh_database.text(), CURULE_STRIPE_URL=company.url
        )
        _type(console, env, tmp_path, sk_test_of_yours=SECRET_KEY)


# --- bank transfer --------------------------------------------------------------------------------


def test_a_statement_pays_its_invoice(fresh_database: DatabaseUrl, tmp_path: Path) -> None:
    env = reader_s_environment(DATABASE_URL=fresh_database.text())
    account, cash = _blocks("bank-transfer.md", "console")
    [statement] = _blocks("bank-transfer.md", "csv")
    _type(account, env, tmp_path)
    shop = Shop.open("zoom", tax_rate="20", is_live=True, card=None, payment__method="invoice")
    shop.subscribe(5)
    shop.to(day(2026, 4, 30, 20))
    recorded_at = day(2026, 5, 4)
    brought = statement_files.import_file(
        actor=VENDOR, raw=statement.body.encode(), name="april.csv", now=recorded_at
    )
    asked = [
        (row.id, Part(account_id=to.account_id, amount=18000, invoice_id=to.invoice_id))
        for row in sure_entries(brought.statement_ids[0])
        if (to := row.sure) is not None
    ]
    assert bank_statements.assign_each(actor=VENDOR, asked=asked, now=recorded_at) == 1
    paid = [row.number for row in shop.invoices if row.status == "paid"]
    assert paid == ["INV-2026-000001"]
    _type(cash, env, tmp_path)


# --- a gateway ------------------------------------------------------------------------------------


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The folder in which a reader saved the files of the page, with Acme's library."""
    for block in _blocks("payment-gateway.md", "python"):
        assert block.file
        (tmp_path / block.file).write_text(block.body, encoding="utf-8")
    library = Path(acme.__file__).read_text(encoding="utf-8")
    (tmp_path / "acme.py").write_text(library, encoding="utf-8")
    return tmp_path


def test_the_gateway_of_the_page_can_be_tried(shop: Path) -> None:
    for console in _blocks("payment-gateway.md", "console"):
        _type(console, reader_s_environment(CURULE_DATA=str(shop / "data")), shop)


@pytest.fixture
def gateway(shop: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(shop))
    monkeypatch.setitem(sys.modules, "acme", acme)
    yield importlib.import_module("shop_gateway")
    del sys.modules["shop_gateway"]


def test_the_gateway_of_the_page_keeps_the_three_rules(gateway: ModuleType) -> None:
    house: PaymentGateway = gateway.AcmeGateway(secret="test")
    company: acme.Client = house._acme  # type: ignore[attr-defined]
    amount = Money(3000, "EUR")

    def charge(key: str, amount: Money = amount, card: str = "card") -> object:
        return house.charge(key=key, amount=amount, method_token=card, reference="INV-1")

    assert house.collects
    assert (
        charge("a")
        == charge("a")
        == house.find_charge(key="a", method_token="card")
        == Succeeded("ch_1")
    )
    with pytest.raises(KeyReused):
        charge("a", Money(1, "EUR"))
    assert (
        charge("b", card="empty-card")
        == house.find_charge(key="b", method_token="card")
        == Declined("card_declined")
    )

    company.silent = True
    assert isinstance(charge("c"), Unknown)
    assert isinstance(house.find_charge(key="c", method_token="card"), Unknown)
    with pytest.raises(GatewayUnavailable):
        house.list_charges()
    company.silent = False
    assert house.find_charge(key="c", method_token="card") == Succeeded("ch_3")
    assert house.find_charge(key="d", method_token="card") == NotFound()

    charged = ChargeRef(key="a", reference="ch_1")

    def refund(key: str, amount: Money) -> object:
        return house.refund(key=key, charge=charged, amount=amount)

    assert refund("r", Money(1000, "EUR")) == refund("r", Money(1000, "EUR")) == Succeeded("re_1")
    assert refund("s", amount) == house.find_refund(key="s", charge=charged) == Declined("too_much")
    with pytest.raises(KeyReused):
        refund("r", amount)
    assert [(each.key, each.amount, each.refunded) for each in house.list_charges()] == [
        ("a", amount, Money(1000, "EUR")),
        ("c", amount, Money(0, "EUR")),
    ]
