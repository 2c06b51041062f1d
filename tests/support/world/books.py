"""The money of the world: a purchase, a renewal, and what was given back."""

from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from curule.core.changes import Change
from curule.core.lines import Line, LineKind
from curule.core.periods import BillingPeriod
from curule.core.proration import Part
from curule.data import models
from tests.support.world.ground import FEBRUARY, JANUARY, MARCH, NOW, TAX, Ground


def _change(subtotal: int) -> Change:
    """What a quote keeps: one line, unless nothing is charged."""
    line = Line(
        kind=LineKind.SEATS,
        seat_type="seat",
        quantity=subtotal // 1000,
        unit_amount=1000,
        covers=BillingPeriod(JANUARY, FEBRUARY),
        part=Part(1, 1),
        amount=subtotal,
    )
    return Change(lines=(line,) if subtotal else ())


class Books(Ground):
    """Writes invoices, payments, credit and the ledger."""

    invoice: models.Invoice
    renewal: models.Invoice
    charge: models.Charge
    payment: models.Payment
    pending: models.Payment
    note: models.CreditNote
    transactions = 0

    def _invoice(
        self, kind: str, seats: int, at: datetime, ends_at: datetime, **paid: object
    ) -> tuple[models.Invoice, models.Charge]:
        subtotal, tax = seats * 1000, seats * 200
        invoice = models.Invoice.objects.create(
            account=self.account,
            subscription_id=self.subscription.id,
            number=self._number("INV"),
            kind=kind,
            currency="EUR",
            subtotal_minor=subtotal,
            tax_rate=TAX,
            tax_minor=tax,
            total_minor=subtotal + tax,
            period_starts_at=at,
            period_ends_at=ends_at,
            issued_at=at,
            due_at=at + timedelta(days=30),
            raised_by=self.alice.id,
            is_granted=True,
            **paid,
        )
        line = self._line(seats, at, ends_at)
        models.InvoiceLine.objects.create(invoice_id=invoice.id, **line)
        charge = models.Charge.objects.create(
            account=self.account,
            subscription_id=self.subscription.id,
            pool_id=self.subscription.id,
            seat_type_id=self.seat_type.id,
            price_id=self.price.id,
            invoice_id=invoice.id,
            charged_quantity=seats,
            quantity=seats,
            period_starts_at=at,
            period_ends_at=ends_at,
            starts_at=at,
            numerator=1,
            denominator=1,
            amount_minor=subtotal,
        )
        self._post(
            "invoice_issued",
            invoice.id,
            receivable=subtotal + tax,
            deferred_revenue=-subtotal,
            tax_payable=-tax,
        )
        return invoice, charge

    def _line(self, seats: int, starts_at: datetime, ends_at: datetime) -> dict[str, object]:
        return {
            "account_id": self.account.id,
            "position": 1,
            "kind": "seats",
            "seat_type_id": self.seat_type.id,
            "quantity": seats,
            "unit_amount_minor": 1000,
            "period_starts_at": starts_at,
            "period_ends_at": ends_at,
            "amount_minor": seats * 1000,
        }

    def _number(self, kind: str) -> str:
        """Take a number of a series that no other world shares."""
        key = f"{kind}-{self.tag}"
        series, _ = models.InvoiceSeries.objects.get_or_create(key=key)
        series.last_number += 1
        series.save()
        return f"{key}-{series.last_number:06d}"

    def _post(self, kind: str, source_id: UUID, **entries: int) -> None:
        self.transactions += 1
        row = models.LedgerTransaction.objects.create(
            account=self.account,
            number=self.transactions,
            kind=kind,
            currency="EUR",
            source_id=source_id,
            occurred_at=FEBRUARY,
        )
        for name, amount in entries.items():
            models.LedgerEntry.objects.create(
                account=self.account,
                transaction_id=row.id,
                ledger_account=name.replace("cash_", "cash:"),
                currency="EUR",
                amount_minor=amount,
            )

    def _quote(
        self, subscription: models.Subscription, kind: str, subtotal: int, tax: int
    ) -> models.Quote:
        return models.Quote.objects.create(
            account_id=subscription.account_id,
            subscription_id=subscription.id,
            subscription_version=1,
            kind=kind,
            status="accepted",
            terms={},
            change=msgspec.to_builtins(_change(subtotal)),
            currency="EUR",
            subtotal_minor=subtotal,
            tax_minor=tax,
            total_minor=subtotal + tax,
            due_now_minor=subtotal + tax,
            at_renewal_minor=subtotal + tax,
            created_at=JANUARY,
            expires_at=JANUARY + timedelta(minutes=15),
            closed_at=JANUARY,
        )

    def _purchase(self) -> None:
        quote = self._quote(self.subscription, "purchase", 4000, 800)
        self.invoice, self.charge = self._invoice(
            "purchase", 4, JANUARY, FEBRUARY, status="paid", paid_minor=4800, closed_at=JANUARY
        )
        self.order = models.Order.objects.create(
            account=self.account,
            subscription_id=self.subscription.id,
            quote_id=quote.id,
            invoice_id=self.invoice.id,
            status="completed",
            placed_at=JANUARY,
            placed_by=self.alice.id,
            granted_at=JANUARY,
            closed_at=JANUARY,
        )
        self._period(JANUARY, FEBRUARY)
        models.RevenueSchedule.objects.create(account=self.account, time_zone="UTC")
        self.payment = models.Payment.objects.create(
            account=self.account,
            invoice_id=self.invoice.id,
            gateway="bank_transfer",
            key=f"{self.invoice.id}:1",
            status="succeeded",
            currency="EUR",
            amount_minor=4900,
            applied_minor=4800,
            refunded_minor=1200,
            created_at=JANUARY,
            settled_at=JANUARY,
        )
        self._post(
            "payment",
            self.payment.id,
            cash_bank_transfer=4900,
            receivable=-4800,
            customer_credit=-100,
        )
        self._credit(1, 100, 100, "overpayment", self.payment.id)
        self._statement_of_the_bank()

    def _statement_of_the_bank(self) -> None:
        """One line paid the purchase, one is a fee that was set aside, one waits."""
        models.MonthClosing.objects.get_or_create(
            number=1,
            defaults={
                "kind": "closed",
                "month": date(2025, 11, 1),
                "closed_through": date(2025, 11, 30),
                "decided_at": JANUARY,
                "decided_by": "finance",
            },
        )
        statement = models.BankStatement.objects.create(
            format="camt053", currency="EUR", imported_at=JANUARY
        )
        models.StatementColumns.objects.create(
            titles=self.tag, name="Bank", columns={}, saved_at=JANUARY
        )

        def entry(number: int, amount: int, **decided: object) -> models.BankEntry:
            return models.BankEntry.objects.create(
                statement=statement,
                number=number,
                fingerprint=f"{self.tag}-{number}",
                booked_on=JANUARY.date(),
                currency="EUR",
                amount_minor=amount,
                **decided,
            )

        models.VendorEvent.objects.create(
            type="bank_statement.imported",
            occurred_at=JANUARY,
            actor_kind="system",
            subject_id=statement.id,
        )
        paid = entry(1, 4900, status="recorded", decided_at=JANUARY)
        fee = entry(2, -250, status="set_aside", decided_at=JANUARY, comment="fee")
        for row, done in ((paid, "assigned"), (paid, "recorded"), (fee, "set_aside")):
            models.VendorEvent.objects.create(
                type=f"bank_line.{done}",
                occurred_at=JANUARY,
                actor_kind="staff",
                actor_id=self.alice.id,
                subject_id=row.id,
            )
        entry(3, 100)
        models.BankEntryPart.objects.create(
            account=self.account,
            entry_id=paid.id,
            number=1,
            invoice_id=self.invoice.id,
            amount_minor=4900,
            payment_id=self.payment.id,
        )

    def _period(self, starts_at: datetime, ends_at: datetime) -> None:
        models.Period.objects.create(
            account=self.account,
            subscription_id=self.subscription.id,
            pool_id=self.subscription.id,
            starts_at=starts_at,
            ends_at=ends_at,
        )

    def _credit(self, number: int, amount: int, after: int, source: str, source_id: UUID) -> None:
        models.CreditEntry.objects.create(
            account=self.account,
            currency="EUR",
            number=number,
            amount_minor=amount,
            balance_after_minor=after,
            source=source,
            source_id=source_id,
            occurred_at=JANUARY,
        )

    def _note(self, *, to_credit: int = 0, to_refund: int = 0) -> models.CreditNote:
        note = models.CreditNote.objects.create(
            account=self.account,
            subscription_id=self.subscription.id,
            invoice_id=self.invoice.id,
            number=self._number("CN"),
            reason="reduction",
            currency="EUR",
            subtotal_minor=1000,
            tax_rate=TAX,
            tax_minor=200,
            total_minor=1200,
            to_credit_minor=to_credit,
            to_refund_minor=to_refund,
            issued_at=JANUARY,
        )
        models.CreditNoteLine.objects.create(
            credit_note_id=note.id, charge_id=self.charge.id, **self._line(1, JANUARY, FEBRUARY)
        )
        going = {"customer_credit": -to_credit} if to_credit else {"refund_payable": -to_refund}
        self._post("credit_note", note.id, deferred_revenue=1000, tax_payable=200, **going)
        return note

    def _gives_back(self) -> None:
        self.note = self._note(to_credit=1200)
        self._credit(2, 1200, 1300, "credit_note", self.note.id)
        refunded = self._note(to_refund=1200)
        refund = models.Refund.objects.create(
            account=self.account,
            payment_id=self.payment.id,
            credit_note_id=refunded.id,
            key=f"{refunded.id}:1",
            status="succeeded",
            currency="EUR",
            amount_minor=1200,
            created_at=JANUARY,
            settled_at=JANUARY,
        )
        models.InvoiceRequest.objects.create(
            account=self.account,
            invoice_id=self.invoice.id,
            kind="dispute",
            currency="EUR",
            amount_minor=1200,
            reason="Two seats too many",
            asked_at=JANUARY,
            asked_by="alice@example.com",
        )
        models.InvoiceRequest.objects.create(
            account=self.account,
            kind="credit",
            currency="EUR",
            amount_minor=300,
            asked_at=JANUARY,
            asked_by="alice@example.com",
        )
        models.Dispute.objects.create(
            account=self.account,
            payment_id=self.payment.id,
            gateway="stripe",
            reference="dp_1",
            currency="EUR",
            amount_minor=1200,
            status="needs_response",
            opened_at=JANUARY,
        )
        models.Contradiction.objects.create(
            account=self.account,
            payment_id=self.payment.id,
            gateway="stripe",
            kind="refunded",
            reference="re_1",
            currency="EUR",
            amount_minor=1200,
            found_by="event",
            found_at=JANUARY,
        )
        self._post("refund_sent", refund.id, refund_payable=1200, cash_bank_transfer=-1200)
        models.Charge.objects.filter(id=self.charge.id).update(quantity=2, credited_minor=2000)
        self.charge.refresh_from_db()
        self._credit(3, -1300, 0, "invoice", self.renewal.id)
        self._post("credit_used", self.renewal.id, customer_credit=1300, receivable=-1300)

    def _renewal(self) -> None:
        self.renewal, _ = self._invoice("renewal", 3, FEBRUARY, MARCH, paid_minor=1300)
        self._period(FEBRUARY, MARCH)
        method = models.PaymentMethod.objects.create(
            account=self.account,
            name="visa",
            gateway="sandbox",
            token="card-ok",
            is_default=True,
            added_at=JANUARY,
        )
        self.pending = models.Payment.objects.create(
            account=self.account,
            invoice_id=self.renewal.id,
            method_id=method.id,
            gateway="sandbox",
            key=f"{self.renewal.id}:1",
            currency="EUR",
            amount_minor=2300,
            created_at=NOW,
            ask_again_at=NOW + timedelta(minutes=5),
        )
