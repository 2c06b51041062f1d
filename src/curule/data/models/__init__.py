"""Every table of Curule, one file per noun."""

from curule.data.models.accounts import Account, AutoBuyLimit, SeatMaximum
from curule.data.models.api_keys import ApiKey, ApiRequest, KeyedRequest, VendorOperation
from curule.data.models.bank import (
    BankEntry,
    BankEntryPart,
    BankStatement,
    StatementColumns,
)
from curule.data.models.catalog import Plan, PlanVersion, Price, Product, SeatType
from curule.data.models.clocks import TestClock
from curule.data.models.closing import AccountClosing
from curule.data.models.coupons import Coupon, CouponPlan, CouponRedemption
from curule.data.models.directories import (
    DirectoryGroup,
    DirectoryMember,
    DirectoryPerson,
    DirectoryToken,
)
from curule.data.models.domains import Domain, DomainClaim
from curule.data.models.events import Event, Notice, Operation
from curule.data.models.external_ids import ExternalId
from curule.data.models.foreign_ids import ForeignId
from curule.data.models.gateways import Contradiction, Dispute, GatewayEvent, MethodSetup
from curule.data.models.imports import PeopleImport, PeopleImportRow
from curule.data.models.invitations import Invitation
from curule.data.models.invoice_requests import InvoiceRequest
from curule.data.models.invoices import (
    Charge,
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
    InvoiceSeries,
    LostNumbers,
    PendingLine,
)
from curule.data.models.joining import Settlement
from curule.data.models.ledger import LedgerEntry, LedgerTransaction, RevenueSchedule
from curule.data.models.month_closings import MonthClosing
from curule.data.models.orders import Order
from curule.data.models.outbox import OutboxMessage
from curule.data.models.parking import InvoiceCap, Parking
from curule.data.models.payments import CreditEntry, Payment, PaymentMethod, Refund
from curule.data.models.people import MailChoice, Member, Person, RoleGrant, StaffGrant
from curule.data.models.price_changes import PriceChange
from curule.data.models.quotes import Quote
from curule.data.models.report_mails import ReportMail
from curule.data.models.seats import Assignment, Seat, SeatRequest, WaitlistEntry
from curule.data.models.sellers import Seller, SellerRegistration
from curule.data.models.single_sign_on import SignInDemand, SsoConnection, SsoIdentity
from curule.data.models.subscriptions import (
    Batch,
    NextTerm,
    Period,
    ScheduledPlanChange,
    ScheduledReduction,
    Subscription,
)
from curule.data.models.tax_ids import TaxIdCheck
from curule.data.models.tokens import Device, SigningKey
from curule.data.models.vendor_events import VendorEvent
from curule.data.models.webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint

__all__ = [
    "Account",
    "AccountClosing",
    "ApiKey",
    "ApiRequest",
    "Assignment",
    "AutoBuyLimit",
    "BankEntry",
    "BankEntryPart",
    "BankStatement",
    "Batch",
    "Charge",
    "Contradiction",
    "Coupon",
    "CouponPlan",
    "CouponRedemption",
    "CreditEntry",
    "CreditNote",
    "CreditNoteLine",
    "Device",
    "DirectoryGroup",
    "DirectoryMember",
    "DirectoryPerson",
    "DirectoryToken",
    "Dispute",
    "Domain",
    "DomainClaim",
    "Event",
    "ExternalId",
    "ForeignId",
    "GatewayEvent",
    "Invitation",
    "Invoice",
    "InvoiceCap",
    "InvoiceLine",
    "InvoiceRequest",
    "InvoiceSeries",
    "KeyedRequest",
    "LedgerEntry",
    "LedgerTransaction",
    "LostNumbers",
    "MailChoice",
    "Member",
    "MethodSetup",
    "MonthClosing",
    "NextTerm",
    "Notice",
    "Operation",
    "Order",
    "OutboxMessage",
    "Parking",
    "Payment",
    "PaymentMethod",
    "PendingLine",
    "PeopleImport",
    "PeopleImportRow",
    "Period",
    "Person",
    "Plan",
    "PlanVersion",
    "Price",
    "PriceChange",
    "Product",
    "Quote",
    "Refund",
    "ReportMail",
    "RevenueSchedule",
    "RoleGrant",
    "ScheduledPlanChange",
    "ScheduledReduction",
    "Seat",
    "SeatMaximum",
    "SeatRequest",
    "SeatType",
    "Seller",
    "SellerRegistration",
    "Settlement",
    "SignInDemand",
    "SigningKey",
    "SsoConnection",
    "SsoIdentity",
    "StaffGrant",
    "StatementColumns",
    "Subscription",
    "TaxIdCheck",
    "TestClock",
    "VendorEvent",
    "VendorOperation",
    "WaitlistEntry",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
]
