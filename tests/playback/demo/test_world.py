"""The demo's world: five companies with a year behind them, and nothing in it that must not be."""

from datetime import UTC, datetime, timedelta

import pytest

from curule.core.einvoice_checks import require_sound
from curule.core.languages import Language
from curule.core.permissions import StaffRole
from curule.core.presets import PRESETS
from curule.core.roles import Role
from curule.data import models
from curule.data.database_url import DatabaseUrl
from curule.playback.demo import corporate, gotoassist, staff, zoom
from curule.playback.demo.world import CLOCK, LINKS, STORIES, a_year_before
from curule.selectors import invariants
from curule.selectors.clocks import now_for
from curule.services.invoices import documents
from tests.conftest import DEMO_NOW

pytestmark = pytest.mark.usefixtures("demo_world")

PRESET_NAMES = [story.cast.preset for story in STORIES]


def company(preset: str) -> models.Account:
    cast = next(story.cast for story in STORIES if story.cast.preset == preset)
    return models.Account.objects.get(name=cast.company)


def subscription(preset: str) -> models.Subscription:
    return models.Subscription.objects.get(account=company(preset))


def invitations(preset: str) -> list[str]:
    found = models.Invitation.objects.filter(account=company(preset))
    return list(found.values_list("status", flat=True))


def test_every_invariant_holds() -> None:
    assert invariants.verify(now=DEMO_NOW) == ()


def test_every_preset_has_its_company() -> None:
    assert set(PRESET_NAMES) == set(PRESETS)


def test_all_share_one_clock_that_began_a_year_ago_and_follows_real_time() -> None:
    clock = models.TestClock.objects.get(name=CLOCK)
    accounts = models.Account.objects.all()
    assert {account.clock_id for account in accounts} == {clock.id}
    assert min(account.created_at for account in accounts) == a_year_before(DEMO_NOW)
    assert clock.now == DEMO_NOW
    later = DEMO_NOW + timedelta(seconds=20)
    assert now_for(accounts[0].id, later) == later


@pytest.mark.parametrize("preset", PRESET_NAMES)
def test_a_company_has_somebody_in_every_role_and_a_plain_member(preset: str) -> None:
    account = company(preset)
    grants = models.RoleGrant.objects.filter(account=account, revoked_at=None)
    assert {grant.role for grant in grants} == set(Role)
    members = models.Member.objects.filter(account=account, left_at=None)
    assert members.exclude(person_id__in=grants.values("person_id")).exists()


@pytest.mark.parametrize("preset", PRESET_NAMES)
def test_a_company_has_paid_during_the_year(preset: str) -> None:
    paid = models.Invoice.objects.filter(account=company(preset), status="paid")
    assert paid.count() >= 2


@pytest.mark.parametrize("preset", ["tutkit", "autodesk", "zoom", "gotoassist"])
def test_where_one_is_invited_there_are_invitations_in_each_state(preset: str) -> None:
    assert {"accepted", "expired", "open"} <= set(invitations(preset))


@pytest.mark.parametrize("preset", ["tutkit", "autodesk", "zoom", "licence_portal"])
def test_there_are_free_seats(preset: str) -> None:
    free = models.Seat.objects.filter(account=company(preset), assignment_id=None)
    assert free.exclude(ends_at__lte=DEMO_NOW).count() >= 1


def test_a_product_has_several_sizes() -> None:
    products = models.Product.objects.all()
    assert {models.Plan.objects.filter(product=product).count() for product in products} == {2, 3}


@pytest.mark.parametrize("preset", ["autodesk", "zoom"])
def test_a_reduction_is_scheduled(preset: str) -> None:
    changes = models.ScheduledReduction.objects.filter(account=company(preset), status="open")
    assert changes.exists()


@pytest.mark.parametrize("preset", ["tutkit", "licence_portal"])
def test_an_invoice_waits_for_its_money(preset: str) -> None:
    assert models.Invoice.objects.filter(account=company(preset), status="open").exists()


@pytest.mark.parametrize("preset", PRESET_NAMES)
def test_every_invoice_is_a_paper_that_adds_up(preset: str) -> None:
    account = company(preset)
    invoices = models.Invoice.objects.filter(account=account)
    notes = models.CreditNote.objects.filter(account=account)
    found = [
        *(documents.find_invoice(account.id, row.id) for row in invoices),
        *(documents.find_credit_note(account.id, row.id) for row in notes),
    ]
    assert found
    for files in found:
        assert files is not None
        assert files.obstacle is None
        require_sound(files.invoice)
        assert files.paper.buyer.city


def test_somebody_waits_for_an_answer_or_a_seat() -> None:
    assert models.SeatRequest.objects.filter(account=company("tutkit"), status="open").exists()
    waiting = models.WaitlistEntry.objects.filter(account=company("gotoassist"), left_at=None)
    assert waiting.exists()


def test_a_payment_failed_and_was_made_good() -> None:
    payments = models.Payment.objects.filter(account=company("zoom"))
    assert set(payments.values_list("status", flat=True)) == {"failed", "succeeded"}
    assert subscription("zoom").status == "active"


def test_the_account_with_an_adviser_has_an_open_offer() -> None:
    account = models.Account.objects.get(name=corporate.NAME)
    assert (account.channel, bool(account.adviser)) == ("corporate", True)
    offers = models.Quote.objects.filter(account=account, status="open", is_offer=True)
    assert offers.filter(expires_at__gt=DEMO_NOW).exists()
    assert gotoassist.STORY.country.language == "de"


def test_an_invoice_is_overdue_and_its_seats_are_usable() -> None:
    account = models.Account.objects.get(name=corporate.NAME)
    late = models.Invoice.objects.get(account=account, status="open")
    assert late.is_granted
    assert timedelta(0) < DEMO_NOW - late.due_at < timedelta(days=15)


def test_a_batch_of_licences_ends_soon() -> None:
    batches = models.Batch.objects.filter(account=company("licence_portal"))
    ends = sorted(batches.values_list("ends_at", flat=True))
    assert timedelta(0) < ends[0] - DEMO_NOW < timedelta(days=14)
    assert ends[-1] - DEMO_NOW > timedelta(days=100)


def test_somebody_with_a_paid_plan_of_their_own_is_invited() -> None:
    own = models.Account.objects.get(kind="individual")
    assert own.name == zoom.NORA.name
    assert models.Subscription.objects.get(account=own).status == "active"
    invited = models.Invitation.objects.get(account=company("zoom"), email=zoom.NORA.email)
    assert (invited.status, invited.expires_at > DEMO_NOW + timedelta(days=7)) == ("open", True)


def test_every_link_leads_to_somebody_who_has_no_password() -> None:
    emails = {link.email for link in LINKS.values()}
    people = models.Person.objects.filter(email__in=emails)
    assert people.count() == len(emails) == len(LINKS)
    assert all(person.verified_at is not None for person in people)
    assert not any(person.has_usable_password() for person in models.Person.objects.all())
    assert {person.language for person in people} == {language.value for language in Language}


def test_nobody_has_an_address_that_could_exist() -> None:
    addresses = models.Person.objects.values_list("email", flat=True)
    assert {address.rpartition(".")[2] for address in addresses} == {"example"}


def test_the_staff_has_one_person_in_each_role() -> None:
    granted = models.StaffGrant.objects.filter(revoked_at=None)
    assert sorted(grant.role for grant in granted) == sorted(StaffRole)
    assert [member.role for member in staff.STAFF] == list(StaffRole)


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (datetime(2026, 11, 21, 17, 30, tzinfo=UTC), datetime(2025, 11, 21, tzinfo=UTC)),
        (datetime(2028, 2, 29, 17, 30, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC)),
    ],
)
def test_it_begins_a_year_ago(now: datetime, first: datetime) -> None:
    assert a_year_before(now) == first


def test_the_database_is_the_tests_own(demo_world: DatabaseUrl) -> None:
    models.Person.objects.filter(email=zoom.NORA.email).update(first_name="Somebody")
    assert "scratch" in demo_world.database
