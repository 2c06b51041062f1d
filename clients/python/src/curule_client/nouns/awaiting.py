# Written by `make client` from the OpenAPI document; not by hand.
"""The nouns of the client for `await`."""

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
from curule_client.noun import AsyncNoun, AsyncSends, awaited, paged_later


class Accounts(AsyncNoun):
    """The vendor's customers: what is agreed with them, what they owe, their credit."""

    list = paged_later(accounts.list_accounts)
    create = awaited(accounts.create_account)
    get = awaited(accounts.get_account)
    change = awaited(accounts.change_account)
    list_maximums = paged_later(accounts.list_maximums)
    agree_maximum = awaited(accounts.agree_maximum)
    set_tax = awaited(accounts.set_account_tax)
    get_tax_id = awaited(accounts.get_tax_id)
    check_tax_id = awaited(accounts.check_tax_id)
    close = awaited(accounts.close_account)
    keep_open = awaited(accounts.keep_account_open)
    get_parking = awaited(accounts.get_parking)
    release = awaited(accounts.release_account)
    list_invoice_caps = paged_later(accounts.list_invoice_caps)
    set_invoice_cap = awaited(accounts.set_invoice_cap)
    list_domains = paged_later(accounts.list_domains)
    claim_domain = awaited(accounts.claim_domain)
    check_domain = awaited(accounts.check_domain)
    confirm_domain = awaited(accounts.confirm_domain)
    remove_domain = awaited(accounts.remove_domain)
    get_balance = awaited(accounts.get_balance)
    give_credit = awaited(accounts.give_credit)
    take_credit_back = awaited(accounts.take_credit_back)
    pay_credit_out = awaited(accounts.pay_credit_out)
    get_statement = awaited(accounts.get_statement)


class BalanceEntries(AsyncNoun):
    """Account credit, as it came and went."""

    list = paged_later(balance_entries.list_balance_entries)


class BankLines(AsyncNoun):
    """Lines of bank statements: money that came, and whose it is."""

    list = paged_later(bank_lines.list_bank_lines)
    get = awaited(bank_lines.get_bank_line)
    match = awaited(bank_lines.match_bank_line)
    link = awaited(bank_lines.link_bank_line)
    record = awaited(bank_lines.record_bank_line)
    set_aside = awaited(bank_lines.set_bank_line_aside)
    open_again = awaited(bank_lines.open_bank_line_again)
    reverse = awaited(bank_lines.reverse_by_bank_line)


class Clocks(AsyncNoun):
    """Test clocks, which say what time it is for accounts of test data."""

    list = paged_later(clocks.list_clocks)
    create = awaited(clocks.create_clock)
    get = awaited(clocks.get_clock)
    advance = awaited(clocks.advance_clock)


class Coupons(AsyncNoun):
    """Codes that make a first purchase or some periods cheaper."""

    list = paged_later(coupons.list_coupons)
    create_percent = awaited(coupons.create_percent_coupon)
    create_amount = awaited(coupons.create_amount_coupon)
    get = awaited(coupons.get_coupon)
    stop = awaited(coupons.stop_coupon)
    list_redemptions = paged_later(coupons.list_coupon_redemptions)


class CreditNotes(AsyncNoun):
    """What was given back of invoices."""

    list = paged_later(credit_notes.list_credit_notes)
    create = awaited(credit_notes.create_credit_note)
    preview = awaited(credit_notes.preview_credit_note)
    get = awaited(credit_notes.get_credit_note)
    get_pdf = awaited(credit_notes.get_credit_note_pdf)
    get_xml = awaited(credit_notes.get_credit_note_xml)


class Devices(AsyncNoun):
    """The devices on which seats are used offline."""

    list = paged_later(devices.list_devices)
    release = awaited(devices.release_device)


class Contradictions(AsyncNoun):
    """What payment companies did that is not so here."""

    list = paged_later(contradictions.list_contradictions)
    get = awaited(contradictions.get_contradiction)
    decide = awaited(contradictions.decide_contradiction)


class Disputes(AsyncNoun):
    """Payments that customers dispute at their bank."""

    list = paged_later(disputes.list_disputes)
    get = awaited(disputes.get_dispute)
    preview_booking = awaited(disputes.preview_dispute_booking)
    book = awaited(disputes.book_dispute)


class Entitlements(AsyncNoun):
    """Who may use what."""

    get = awaited(entitlements.get_entitlement)
    get_many = awaited(entitlements.get_entitlements)


class Events(AsyncNoun):
    """What happened."""

    list = paged_later(events.list_events)
    get = awaited(events.get_event)
    replay = awaited(events.replay_event)


class ExternalIds(AsyncNoun):
    """Your own ids of people."""

    list = paged_later(external_ids.list_external_ids)
    give = awaited(external_ids.give_external_id)
    get = awaited(external_ids.get_external_id)
    end = awaited(external_ids.end_external_id)


class Imports(AsyncNoun):
    """Bank statements that were read."""

    list = paged_later(imports.list_imports)
    create = awaited(imports.create_import)
    get = awaited(imports.get_import)
    match = awaited(imports.match_import)


class Invitations(AsyncNoun):
    """Seats that are held until somebody takes them."""

    list = paged_later(invitations.list_invitations)
    invite_people = awaited(invitations.invite_people)
    get = awaited(invitations.get_invitation)
    resend = awaited(invitations.resend_invitation)
    cancel = awaited(invitations.cancel_invitation)


class InvoiceRequests(AsyncNoun):
    """What customers say of invoices (paid, wrong, money back) and credit."""

    list = paged_later(invoice_requests.list_invoice_requests)
    create = awaited(invoice_requests.create_invoice_request)
    ask_for_credit = awaited(invoice_requests.ask_for_credit)
    get = awaited(invoice_requests.get_invoice_request)
    decline = awaited(invoice_requests.decline_invoice_request)
    cancel = awaited(invoice_requests.cancel_invoice_request)


class Invoices(AsyncNoun):
    """What customers owe, and its papers."""

    list = paged_later(invoices.list_invoices)
    get = awaited(invoices.get_invoice)
    list_lines = paged_later(invoices.list_invoice_lines)
    get_pdf = awaited(invoices.get_invoice_pdf)
    get_xml = awaited(invoices.get_invoice_xml)
    pay = awaited(invoices.pay_invoice)
    write_off = awaited(invoices.write_off_invoice)
    send = awaited(invoices.send_invoice)
    send_copy = awaited(invoices.send_invoice_copy)
    get_creditable = awaited(invoices.get_creditable)


class Jobs(AsyncNoun):
    """Long work that goes on by itself: the renewals that are due."""

    list = paged_later(jobs.list_jobs)
    create = awaited(jobs.create_job)
    get = awaited(jobs.get_job)
    stop = awaited(jobs.stop_job)


class Joins(AsyncNoun):
    """People who came into an account with a plan of their own."""

    list = paged_later(joins.list_joins)
    get = awaited(joins.get_join)
    hold = awaited(joins.hold_join)
    release = awaited(joins.release_join)
    undo = awaited(joins.undo_join)


class Leases(AsyncNoun):
    """Seats that are lent for a while."""

    list = paged_later(leases.list_leases)
    get = awaited(leases.get_lease)
    keep = awaited(leases.keep_lease)
    release = awaited(leases.release_lease)
    force_release = awaited(leases.force_release_lease)


class LicenseBatches(AsyncNoun):
    """Licenses that were issued together."""

    list = paged_later(license_batches.list_license_batches)
    get = awaited(license_batches.get_license_batch)


class Licenses(AsyncNoun):
    """Seats as licenses, bound to people."""

    list = paged_later(licenses.list_licenses)
    get = awaited(licenses.get_license)
    bind = awaited(licenses.bind_license)
    unbind = awaited(licenses.unbind_license)


class Members(AsyncNoun):
    """The people of accounts, and their roles."""

    list = paged_later(members.list_members)
    get = awaited(members.get_member)
    remove = awaited(members.remove_member)
    unassign = awaited(members.unassign_member)
    grant_role = awaited(members.grant_role)
    revoke_role = awaited(members.revoke_role)
    transfer_ownership = awaited(members.transfer_ownership)


class MonthClosings(AsyncNoun):
    """Months that were closed, and reopened."""

    list = paged_later(month_closings.list_month_closings)
    create = awaited(month_closings.create_month_closing)
    reopen = awaited(month_closings.reopen_month_closing)
    get = awaited(month_closings.get_month_closing)


class Orders(AsyncNoun):
    """What was ordered."""

    list = paged_later(orders.list_orders)
    get = awaited(orders.get_order)
    cancel = awaited(orders.cancel_order)


class PaymentMethodSetups(AsyncNoun):
    """Cards that are added on a gateway's page."""

    create = awaited(payment_method_setups.create_payment_method_setup)
    get = awaited(payment_method_setups.get_payment_method_setup)
    settle = awaited(payment_method_setups.settle_payment_method_setup)


class PaymentMethods(AsyncNoun):
    """How customers pay."""

    list = paged_later(payment_methods.list_payment_methods)
    get = awaited(payment_methods.get_payment_method)
    make_default = awaited(payment_methods.make_default_payment_method)
    remove = awaited(payment_methods.remove_payment_method)


class Payments(AsyncNoun):
    """Money that came, or did not."""

    list = paged_later(payments.list_payments)
    record = awaited(payments.record_payment)
    get = awaited(payments.get_payment)
    reverse = awaited(payments.reverse_payment)


class PlanVersions(AsyncNoun):
    """The published versions of plans, with their policies."""

    list = paged_later(plan_versions.list_plan_versions)
    get = awaited(plan_versions.get_plan_version)


class Plans(AsyncNoun):
    """What is sold, and by which rules."""

    list = paged_later(plans.list_plans)
    create = awaited(plans.create_plan)
    get = awaited(plans.get_plan)
    draft_version = awaited(plans.draft_version)
    publish_version = awaited(plans.publish_version)
    preview_price_change = awaited(plans.preview_price_change)
    announce_price_change = awaited(plans.announce_price_change)
    stop_price_change = awaited(plans.stop_price_change)
    withdraw_price_changes = awaited(plans.withdraw_price_changes)


class PriceChanges(AsyncNoun):
    """New prices that customers were told of."""

    list = paged_later(price_changes.list_price_changes)
    get = awaited(price_changes.get_price_change)
    withdraw = awaited(price_changes.withdraw_price_change)


class Prices(AsyncNoun):
    """What seats of published plans cost."""

    list = paged_later(prices.list_prices)
    get = awaited(prices.get_price)


class Products(AsyncNoun):
    """What plans are for."""

    list = paged_later(products.list_products)
    create = awaited(products.create_product)
    get = awaited(products.get_product)


class Quotes(AsyncNoun):
    """What purchases and changes cost, and their orders."""

    list = paged_later(quotes.list_quotes)
    seats = awaited(quotes.quote_seats)
    plan = awaited(quotes.quote_plan)
    purchase = awaited(quotes.quote_purchase)
    get = awaited(quotes.get_quote)
    get_pdf = awaited(quotes.get_quote_pdf)
    accept = awaited(quotes.accept_quote)
    accept_for_customer = awaited(quotes.accept_quote_for_customer)
    decline = awaited(quotes.decline_quote)


class Refunds(AsyncNoun):
    """Money that goes back."""

    list = paged_later(refunds.list_refunds)
    get = awaited(refunds.get_refund)
    mark_paid = awaited(refunds.mark_refund_paid)


class Renewals(AsyncNoun):
    """What will renew, and for how much."""

    foresee = awaited(renewals.foresee_renewals)


class Reports(AsyncNoun):
    """Revenue, taxes, money and seats, month by month."""

    get_revenue = awaited(reports.get_revenue_report)
    get_recurring = awaited(reports.get_recurring_report)
    get_receivables = awaited(reports.get_receivables_report)
    get_taxes = awaited(reports.get_taxes_report)
    get_cash = awaited(reports.get_cash_report)
    get_seats = awaited(reports.get_seats_report)
    get_invitations = awaited(reports.get_invitations_report)
    get_renewals = awaited(reports.get_renewals_report)


class Requests(AsyncNoun):
    """What programs asked of the API."""

    list = paged_later(requests.list_requests)
    get = awaited(requests.get_request)


class SeatRequests(AsyncNoun):
    """People who ask for a seat."""

    list = paged_later(seat_requests.list_seat_requests)
    get = awaited(seat_requests.get_seat_request)
    approve = awaited(seat_requests.approve_seat_request)
    decline = awaited(seat_requests.decline_seat_request)


class Seats(AsyncNoun):
    """Seats, given to people and taken back."""

    assign = awaited(seats.assign_seats)
    unassign = awaited(seats.unassign_seat)


class Subscriptions(AsyncNoun):
    """What customers have bought."""

    list = paged_later(subscriptions.list_subscriptions)
    get = awaited(subscriptions.get_subscription)
    change = awaited(subscriptions.change_subscription)
    change_seats = awaited(subscriptions.change_seats)
    keep_seats = awaited(subscriptions.keep_seats)
    change_plan = awaited(subscriptions.change_plan)
    renew = awaited(subscriptions.renew_subscription)
    cancel = awaited(subscriptions.cancel_subscription)
    check_out_seat = awaited(subscriptions.check_out_seat)
    quote_renewal = awaited(subscriptions.quote_renewal)
    ask_for_quote = awaited(subscriptions.ask_for_quote)
    offer_quote = awaited(subscriptions.offer_quote)


class Tokens(AsyncNoun):
    """Offline tokens."""

    issue = awaited(tokens.issue_token)
    revoke = awaited(tokens.revoke_token)


class Usage(AsyncNoun):
    """Who used a product when."""

    report = awaited(usage.report_usage)


class WebhookDeliveries(AsyncNoun):
    """What endpoints of webhooks were sent."""

    retry = awaited(webhook_deliveries.retry_webhook_delivery)


class WebhookEndpoints(AsyncNoun):
    """Where events are sent to."""

    list = paged_later(webhook_endpoints.list_webhook_endpoints)
    create = awaited(webhook_endpoints.create_webhook_endpoint)
    get = awaited(webhook_endpoints.get_webhook_endpoint)
    change = awaited(webhook_endpoints.change_webhook_endpoint)
    delete = awaited(webhook_endpoints.delete_webhook_endpoint)
    roll_webhook_secret = awaited(webhook_endpoints.roll_webhook_secret)
    disable = awaited(webhook_endpoints.disable_webhook_endpoint)
    enable = awaited(webhook_endpoints.enable_webhook_endpoint)
    replay_events = awaited(webhook_endpoints.replay_events)
    list_webhook_deliveries = paged_later(webhook_endpoints.list_webhook_deliveries)


class Nouns:
    """Every noun."""

    def __init__(self, sender: AsyncSends) -> None:
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
