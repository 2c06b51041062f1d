# Written by `make client` from the OpenAPI document; not by hand.
"""The nouns of the client that waits."""

from __future__ import annotations

from curule_client.calls import (
    accounts,
    balance_entries,
    bank_lines,
    clocks,
    contradictions,
    coupons,
    credit_notes,
    devices,
    disputes,
    entitlements,
    events,
    external_ids,
    imports,
    invitations,
    invoice_requests,
    invoices,
    jobs,
    joins,
    leases,
    license_batches,
    licenses,
    members,
    month_closings,
    orders,
    payment_method_setups,
    payment_methods,
    payments,
    plan_versions,
    plans,
    price_changes,
    prices,
    products,
    quotes,
    refunds,
    renewals,
    reports,
    requests,
    seat_requests,
    seats,
    subscriptions,
    tokens,
    usage,
    webhook_deliveries,
    webhook_endpoints,
)
from curule_client.noun import Noun, Sends, paged, sent


class Accounts(Noun):
    """The vendor's customers: what is agreed with them, what they owe, their credit."""

    list = paged(accounts.list_accounts)
    create = sent(accounts.create_account)
    get = sent(accounts.get_account)
    change = sent(accounts.change_account)
    list_maximums = paged(accounts.list_maximums)
    agree_maximum = sent(accounts.agree_maximum)
    set_tax = sent(accounts.set_account_tax)
    get_tax_id = sent(accounts.get_tax_id)
    check_tax_id = sent(accounts.check_tax_id)
    close = sent(accounts.close_account)
    keep_open = sent(accounts.keep_account_open)
    get_parking = sent(accounts.get_parking)
    release = sent(accounts.release_account)
    list_invoice_caps = paged(accounts.list_invoice_caps)
    set_invoice_cap = sent(accounts.set_invoice_cap)
    list_domains = paged(accounts.list_domains)
    claim_domain = sent(accounts.claim_domain)
    check_domain = sent(accounts.check_domain)
    confirm_domain = sent(accounts.confirm_domain)
    remove_domain = sent(accounts.remove_domain)
    get_balance = sent(accounts.get_balance)
    give_credit = sent(accounts.give_credit)
    take_credit_back = sent(accounts.take_credit_back)
    pay_credit_out = sent(accounts.pay_credit_out)
    get_statement = sent(accounts.get_statement)


class BalanceEntries(Noun):
    """Account credit, as it came and went."""

    list = paged(balance_entries.list_balance_entries)


class BankLines(Noun):
    """Lines of bank statements: money that came, and whose it is."""

    list = paged(bank_lines.list_bank_lines)
    get = sent(bank_lines.get_bank_line)
    match = sent(bank_lines.match_bank_line)
    link = sent(bank_lines.link_bank_line)
    record = sent(bank_lines.record_bank_line)
    set_aside = sent(bank_lines.set_bank_line_aside)
    open_again = sent(bank_lines.open_bank_line_again)
    reverse = sent(bank_lines.reverse_by_bank_line)


class Clocks(Noun):
    """Test clocks, which say what time it is for accounts of test data."""

    list = paged(clocks.list_clocks)
    create = sent(clocks.create_clock)
    get = sent(clocks.get_clock)
    advance = sent(clocks.advance_clock)


class Coupons(Noun):
    """Codes that make a first purchase or some periods cheaper."""

    list = paged(coupons.list_coupons)
    create_percent = sent(coupons.create_percent_coupon)
    create_amount = sent(coupons.create_amount_coupon)
    get = sent(coupons.get_coupon)
    stop = sent(coupons.stop_coupon)
    list_redemptions = paged(coupons.list_coupon_redemptions)


class CreditNotes(Noun):
    """What was given back of invoices."""

    list = paged(credit_notes.list_credit_notes)
    create = sent(credit_notes.create_credit_note)
    preview = sent(credit_notes.preview_credit_note)
    get = sent(credit_notes.get_credit_note)
    get_pdf = sent(credit_notes.get_credit_note_pdf)
    get_xml = sent(credit_notes.get_credit_note_xml)


class Devices(Noun):
    """The devices on which seats are used offline."""

    list = paged(devices.list_devices)
    release = sent(devices.release_device)


class Contradictions(Noun):
    """What payment companies did that is not so here."""

    list = paged(contradictions.list_contradictions)
    get = sent(contradictions.get_contradiction)
    decide = sent(contradictions.decide_contradiction)


class Disputes(Noun):
    """Payments that customers dispute at their bank."""

    list = paged(disputes.list_disputes)
    get = sent(disputes.get_dispute)
    preview_booking = sent(disputes.preview_dispute_booking)
    book = sent(disputes.book_dispute)


class Entitlements(Noun):
    """Who may use what."""

    get = sent(entitlements.get_entitlement)
    get_many = sent(entitlements.get_entitlements)


class Events(Noun):
    """What happened."""

    list = paged(events.list_events)
    get = sent(events.get_event)
    replay = sent(events.replay_event)


class ExternalIds(Noun):
    """Your own ids of people."""

    list = paged(external_ids.list_external_ids)
    give = sent(external_ids.give_external_id)
    get = sent(external_ids.get_external_id)
    end = sent(external_ids.end_external_id)


class Imports(Noun):
    """Bank statements that were read."""

    list = paged(imports.list_imports)
    create = sent(imports.create_import)
    get = sent(imports.get_import)
    match = sent(imports.match_import)


class Invitations(Noun):
    """Seats that are held until somebody takes them."""

    list = paged(invitations.list_invitations)
    invite_people = sent(invitations.invite_people)
    get = sent(invitations.get_invitation)
    resend = sent(invitations.resend_invitation)
    cancel = sent(invitations.cancel_invitation)


class InvoiceRequests(Noun):
    """What customers say of invoices (paid, wrong, money back) and credit."""

    list = paged(invoice_requests.list_invoice_requests)
    create = sent(invoice_requests.create_invoice_request)
    ask_for_credit = sent(invoice_requests.ask_for_credit)
    get = sent(invoice_requests.get_invoice_request)
    decline = sent(invoice_requests.decline_invoice_request)
    cancel = sent(invoice_requests.cancel_invoice_request)


class Invoices(Noun):
    """What customers owe, and its papers."""

    list = paged(invoices.list_invoices)
    get = sent(invoices.get_invoice)
    list_lines = paged(invoices.list_invoice_lines)
    get_pdf = sent(invoices.get_invoice_pdf)
    get_xml = sent(invoices.get_invoice_xml)
    pay = sent(invoices.pay_invoice)
    write_off = sent(invoices.write_off_invoice)
    send = sent(invoices.send_invoice)
    send_copy = sent(invoices.send_invoice_copy)
    get_creditable = sent(invoices.get_creditable)


class Jobs(Noun):
    """Long work that goes on by itself: the renewals that are due."""

    list = paged(jobs.list_jobs)
    create = sent(jobs.create_job)
    get = sent(jobs.get_job)
    stop = sent(jobs.stop_job)


class Joins(Noun):
    """People who came into an account with a plan of their own."""

    list = paged(joins.list_joins)
    get = sent(joins.get_join)
    hold = sent(joins.hold_join)
    release = sent(joins.release_join)
    undo = sent(joins.undo_join)


class Leases(Noun):
    """Seats that are lent for a while."""

    list = paged(leases.list_leases)
    get = sent(leases.get_lease)
    keep = sent(leases.keep_lease)
    release = sent(leases.release_lease)
    force_release = sent(leases.force_release_lease)


class LicenseBatches(Noun):
    """Licenses that were issued together."""

    list = paged(license_batches.list_license_batches)
    get = sent(license_batches.get_license_batch)


class Licenses(Noun):
    """Seats as licenses, bound to people."""

    list = paged(licenses.list_licenses)
    get = sent(licenses.get_license)
    bind = sent(licenses.bind_license)
    unbind = sent(licenses.unbind_license)


class Members(Noun):
    """The people of accounts, and their roles."""

    list = paged(members.list_members)
    get = sent(members.get_member)
    remove = sent(members.remove_member)
    unassign = sent(members.unassign_member)
    grant_role = sent(members.grant_role)
    revoke_role = sent(members.revoke_role)
    transfer_ownership = sent(members.transfer_ownership)


class MonthClosings(Noun):
    """Months that were closed, and reopened."""

    list = paged(month_closings.list_month_closings)
    create = sent(month_closings.create_month_closing)
    reopen = sent(month_closings.reopen_month_closing)
    get = sent(month_closings.get_month_closing)


class Orders(Noun):
    """What was ordered."""

    list = paged(orders.list_orders)
    get = sent(orders.get_order)
    cancel = sent(orders.cancel_order)


class PaymentMethodSetups(Noun):
    """Cards that are added on a gateway's page."""

    create = sent(payment_method_setups.create_payment_method_setup)
    get = sent(payment_method_setups.get_payment_method_setup)
    settle = sent(payment_method_setups.settle_payment_method_setup)


class PaymentMethods(Noun):
    """How customers pay."""

    list = paged(payment_methods.list_payment_methods)
    get = sent(payment_methods.get_payment_method)
    make_default = sent(payment_methods.make_default_payment_method)
    remove = sent(payment_methods.remove_payment_method)


class Payments(Noun):
    """Money that came, or did not."""

    list = paged(payments.list_payments)
    record = sent(payments.record_payment)
    get = sent(payments.get_payment)
    reverse = sent(payments.reverse_payment)


class PlanVersions(Noun):
    """The published versions of plans, with their policies."""

    list = paged(plan_versions.list_plan_versions)
    get = sent(plan_versions.get_plan_version)


class Plans(Noun):
    """What is sold, and by which rules."""

    list = paged(plans.list_plans)
    create = sent(plans.create_plan)
    get = sent(plans.get_plan)
    draft_version = sent(plans.draft_version)
    publish_version = sent(plans.publish_version)
    preview_price_change = sent(plans.preview_price_change)
    announce_price_change = sent(plans.announce_price_change)
    stop_price_change = sent(plans.stop_price_change)
    withdraw_price_changes = sent(plans.withdraw_price_changes)


class PriceChanges(Noun):
    """New prices that customers were told of."""

    list = paged(price_changes.list_price_changes)
    get = sent(price_changes.get_price_change)
    withdraw = sent(price_changes.withdraw_price_change)


class Prices(Noun):
    """What seats of published plans cost."""

    list = paged(prices.list_prices)
    get = sent(prices.get_price)


class Products(Noun):
    """What plans are for."""

    list = paged(products.list_products)
    create = sent(products.create_product)
    get = sent(products.get_product)


class Quotes(Noun):
    """What purchases and changes cost, and their orders."""

    list = paged(quotes.list_quotes)
    seats = sent(quotes.quote_seats)
    plan = sent(quotes.quote_plan)
    purchase = sent(quotes.quote_purchase)
    get = sent(quotes.get_quote)
    get_pdf = sent(quotes.get_quote_pdf)
    accept = sent(quotes.accept_quote)
    accept_for_customer = sent(quotes.accept_quote_for_customer)
    decline = sent(quotes.decline_quote)


class Refunds(Noun):
    """Money that goes back."""

    list = paged(refunds.list_refunds)
    get = sent(refunds.get_refund)
    mark_paid = sent(refunds.mark_refund_paid)


class Renewals(Noun):
    """What will renew, and for how much."""

    foresee = sent(renewals.foresee_renewals)


class Reports(Noun):
    """Revenue, taxes, money and seats, month by month."""

    get_revenue = sent(reports.get_revenue_report)
    get_recurring = sent(reports.get_recurring_report)
    get_receivables = sent(reports.get_receivables_report)
    get_taxes = sent(reports.get_taxes_report)
    get_cash = sent(reports.get_cash_report)
    get_seats = sent(reports.get_seats_report)
    get_invitations = sent(reports.get_invitations_report)
    get_renewals = sent(reports.get_renewals_report)


class Requests(Noun):
    """What programs asked of the API."""

    list = paged(requests.list_requests)
    get = sent(requests.get_request)


class SeatRequests(Noun):
    """People who ask for a seat."""

    list = paged(seat_requests.list_seat_requests)
    get = sent(seat_requests.get_seat_request)
    approve = sent(seat_requests.approve_seat_request)
    decline = sent(seat_requests.decline_seat_request)


class Seats(Noun):
    """Seats, given to people and taken back."""

    assign = sent(seats.assign_seats)
    unassign = sent(seats.unassign_seat)


class Subscriptions(Noun):
    """What customers have bought."""

    list = paged(subscriptions.list_subscriptions)
    get = sent(subscriptions.get_subscription)
    change = sent(subscriptions.change_subscription)
    change_seats = sent(subscriptions.change_seats)
    keep_seats = sent(subscriptions.keep_seats)
    change_plan = sent(subscriptions.change_plan)
    renew = sent(subscriptions.renew_subscription)
    cancel = sent(subscriptions.cancel_subscription)
    check_out_seat = sent(subscriptions.check_out_seat)
    quote_renewal = sent(subscriptions.quote_renewal)
    ask_for_quote = sent(subscriptions.ask_for_quote)
    offer_quote = sent(subscriptions.offer_quote)


class Tokens(Noun):
    """Offline tokens."""

    issue = sent(tokens.issue_token)
    revoke = sent(tokens.revoke_token)


class Usage(Noun):
    """Who used a product when."""

    report = sent(usage.report_usage)


class WebhookDeliveries(Noun):
    """What endpoints of webhooks were sent."""

    retry = sent(webhook_deliveries.retry_webhook_delivery)


class WebhookEndpoints(Noun):
    """Where events are sent to."""

    list = paged(webhook_endpoints.list_webhook_endpoints)
    create = sent(webhook_endpoints.create_webhook_endpoint)
    get = sent(webhook_endpoints.get_webhook_endpoint)
    change = sent(webhook_endpoints.change_webhook_endpoint)
    delete = sent(webhook_endpoints.delete_webhook_endpoint)
    roll_webhook_secret = sent(webhook_endpoints.roll_webhook_secret)
    disable = sent(webhook_endpoints.disable_webhook_endpoint)
    enable = sent(webhook_endpoints.enable_webhook_endpoint)
    replay_events = sent(webhook_endpoints.replay_events)
    list_webhook_deliveries = paged(webhook_endpoints.list_webhook_deliveries)


class Nouns:
    """Every noun."""

    def __init__(self, sender: Sends) -> None:
        self.accounts = Accounts(sender)
        self.balance_entries = BalanceEntries(sender)
        self.bank_lines = BankLines(sender)
        self.clocks = Clocks(sender)
        self.coupons = Coupons(sender)
        self.credit_notes = CreditNotes(sender)
        self.devices = Devices(sender)
        self.contradictions = Contradictions(sender)
        self.disputes = Disputes(sender)
        self.entitlements = Entitlements(sender)
        self.events = Events(sender)
        self.external_ids = ExternalIds(sender)
        self.imports = Imports(sender)
        self.invitations = Invitations(sender)
        self.invoice_requests = InvoiceRequests(sender)
        self.invoices = Invoices(sender)
        self.jobs = Jobs(sender)
        self.joins = Joins(sender)
        self.leases = Leases(sender)
        self.license_batches = LicenseBatches(sender)
        self.licenses = Licenses(sender)
        self.members = Members(sender)
        self.month_closings = MonthClosings(sender)
        self.orders = Orders(sender)
        self.payment_method_setups = PaymentMethodSetups(sender)
        self.payment_methods = PaymentMethods(sender)
        self.payments = Payments(sender)
        self.plan_versions = PlanVersions(sender)
        self.plans = Plans(sender)
        self.price_changes = PriceChanges(sender)
        self.prices = Prices(sender)
        self.products = Products(sender)
        self.quotes = Quotes(sender)
        self.refunds = Refunds(sender)
        self.renewals = Renewals(sender)
        self.reports = Reports(sender)
        self.requests = Requests(sender)
        self.seat_requests = SeatRequests(sender)
        self.seats = Seats(sender)
        self.subscriptions = Subscriptions(sender)
        self.tokens = Tokens(sender)
        self.usage = Usage(sender)
        self.webhook_deliveries = WebhookDeliveries(sender)
        self.webhook_endpoints = WebhookEndpoints(sender)
