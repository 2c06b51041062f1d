# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers, as frozen values, and what is sent inside requests.

Fields that a later version adds are passed over; words that it adds (a status, a reason) are text
here, so that they do not break a program that is older.
"""

from curule_client.modelling import Model, Page
from curule_client.models.accounts import (
    Account,
    AccountTax,
    Balance,
    Cap,
    Domain,
    InCurrency,
    Maximum,
    Movement,
    NumberCheck,
    OwnerGiven,
    Parking,
    Record,
    Standing,
    Statement,
    TaxId,
    TaxIdCheck,
)
from curule_client.models.balance_entries import BalanceEntry
from curule_client.models.bank_lines import BankLine, BankLineLookedAt, Part, PartGiven, Suggestion
from curule_client.models.clocks import Clock
from curule_client.models.contradictions import Contradiction
from curule_client.models.coupons import Coupon, Redemption
from curule_client.models.credit_notes import CreditLineGiven, CreditNote, CreditPreview, Mail
from curule_client.models.disputes import Booking, BookingPreview, Dispute, Entry, TakenGiven
from curule_client.models.entitlements import Entitlement
from curule_client.models.events import Event
from curule_client.models.external_ids import ExternalId
from curule_client.models.imports import (
    ColumnsGiven,
    Import,
    Imported,
    ImportLookedAt,
    Lines,
    Matched,
)
from curule_client.models.invitations import Invitation
from curule_client.models.invoice_requests import InvoiceRequest
from curule_client.models.invoices import (
    Creditable,
    CreditableLine,
    Invoice,
    InvoiceLine,
    InvoiceSent,
)
from curule_client.models.jobs import ExpectedGiven, Job, Total
from curule_client.models.joins import Join, Undone
from curule_client.models.license_batches import LicenseBatch
from curule_client.models.licenses import License
from curule_client.models.members import Member, Membership, SeatHeld
from curule_client.models.month_closings import MonthClosing
from curule_client.models.orders import Order
from curule_client.models.payment_method_setups import MethodSetup, MethodSetupBegun
from curule_client.models.payment_methods import PaymentMethod
from curule_client.models.payments import Payment
from curule_client.models.plan_versions import PlanVersion
from curule_client.models.plans import (
    Announcing,
    Draft,
    Paragraph,
    Plan,
    PriceGiven,
    Progress,
    Reach,
    SeatTypeGiven,
    Sum,
    TierGiven,
)
from curule_client.models.price_changes import PriceChange, Withdrawn
from curule_client.models.prices import Price, Tier
from curule_client.models.products import Product
from curule_client.models.refunds import Refund
from curule_client.models.renewals import Outlook, Renewals
from curule_client.models.reports import (
    Cash,
    CashReport,
    Coming,
    Invitations,
    InvitationsReport,
    Receivable,
    ReceivableReport,
    Recurring,
    RecurringReport,
    Revenue,
    RevenueReport,
    SeatMonth,
    SeatMonthReport,
    Tax,
    TaxReport,
)
from curule_client.models.requests import Request
from curule_client.models.seat_requests import SeatRequest
from curule_client.models.shared import (
    Amount,
    AmountGiven,
    Attempt,
    ChangeAhead,
    Delivery,
    Device,
    Given,
    Lease,
    OrderResult,
    PaymentResult,
    PersonGiven,
    Quote,
    QuoteLine,
    Renewal,
    Replayed,
    Scheduled,
    SeatNumbers,
    SeatType,
    Subscription,
    Touch,
    Unassigned,
)
from curule_client.models.tokens import Token
from curule_client.models.usage import Usage, UseGiven
from curule_client.models.webhook_endpoints import Deleted, Endpoint, MadeEndpoint

__all__ = [
    "Account",
    "AccountTax",
    "Amount",
    "AmountGiven",
    "Announcing",
    "Attempt",
    "Balance",
    "BalanceEntry",
    "BankLine",
    "BankLineLookedAt",
    "Booking",
    "BookingPreview",
    "Cap",
    "Cash",
    "CashReport",
    "ChangeAhead",
    "Clock",
    "ColumnsGiven",
    "Coming",
    "Contradiction",
    "Coupon",
    "CreditLineGiven",
    "CreditNote",
    "CreditPreview",
    "Creditable",
    "CreditableLine",
    "Deleted",
    "Delivery",
    "Device",
    "Dispute",
    "Domain",
    "Draft",
    "Endpoint",
    "Entitlement",
    "Entry",
    "Event",
    "ExpectedGiven",
    "ExternalId",
    "Given",
    "Import",
    "ImportLookedAt",
    "Imported",
    "InCurrency",
    "Invitation",
    "Invitations",
    "InvitationsReport",
    "Invoice",
    "InvoiceLine",
    "InvoiceRequest",
    "InvoiceSent",
    "Job",
    "Join",
    "Lease",
    "License",
    "LicenseBatch",
    "Lines",
    "MadeEndpoint",
    "Mail",
    "Matched",
    "Maximum",
    "Member",
    "Membership",
    "MethodSetup",
    "MethodSetupBegun",
    "Model",
    "MonthClosing",
    "Movement",
    "NumberCheck",
    "Order",
    "OrderResult",
    "Outlook",
    "OwnerGiven",
    "Page",
    "Paragraph",
    "Parking",
    "Part",
    "PartGiven",
    "Payment",
    "PaymentMethod",
    "PaymentResult",
    "PersonGiven",
    "Plan",
    "PlanVersion",
    "Price",
    "PriceChange",
    "PriceGiven",
    "Product",
    "Progress",
    "Quote",
    "QuoteLine",
    "Reach",
    "Receivable",
    "ReceivableReport",
    "Record",
    "Recurring",
    "RecurringReport",
    "Redemption",
    "Refund",
    "Renewal",
    "Renewals",
    "Replayed",
    "Request",
    "Revenue",
    "RevenueReport",
    "Scheduled",
    "SeatHeld",
    "SeatMonth",
    "SeatMonthReport",
    "SeatNumbers",
    "SeatRequest",
    "SeatType",
    "SeatTypeGiven",
    "Standing",
    "Statement",
    "Subscription",
    "Suggestion",
    "Sum",
    "TakenGiven",
    "Tax",
    "TaxId",
    "TaxIdCheck",
    "TaxReport",
    "Tier",
    "TierGiven",
    "Token",
    "Total",
    "Touch",
    "Unassigned",
    "Undone",
    "Usage",
    "UseGiven",
    "Withdrawn",
]
