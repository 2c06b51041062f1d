"""The addresses of the console."""

from django.urls import URLPattern, URLResolver, include, path

from curule.web.console import (
    account,
    account_changes,
    account_parking,
    account_tax,
    accounts,
    api_keys,
    api_requests,
    bank,
    bank_import,
    bank_line,
    clocks,
    coupons,
    crediting,
    disputes,
    events,
    home,
    invoices,
    mail_templates,
    mails,
    orders,
    papers,
    payments,
    plan_version,
    plans,
    price_change,
    refunds,
    renewals,
    reports,
    reversals,
    staff,
    subscriptions,
    webhooks,
    write_offs,
)

_ACCOUNT: list[URLPattern | URLResolver] = [
    path("", account.timeline, name="console_account"),
    path("/subscriptions", account.subscriptions, name="console_account_subscriptions"),
    path("/people", account.people, name="console_account_people"),
    path("/invoices", account.invoices, name="console_account_invoices"),
    path("/mails", account.mails, name="console_account_mails"),
    path("/invoices/<uuid:invoice_id>/write-off", write_offs.write_off, name="console_write_off"),
    path(
        "/invoices/<uuid:invoice_id>/credit", crediting.credit_note, name="console_credit_note_new"
    ),
    path("/invoices/<uuid:invoice_id>/send", crediting.send_invoice, name="console_invoice_send"),
    path("/refunds/<uuid:refund_id>/paid", refunds.mark_paid, name="console_refund_paid"),
    path("/joins/<uuid:settlement_id>/hold", refunds.hold_join, name="console_join_hold"),
    path("/goodwill", crediting.goodwill_credit, name="console_goodwill"),
    path("/statement", reports.statement, name="console_statement"),
    path("/statement.csv", reports.statement_csv, name="console_statement_csv"),
    path("/maximum", account_changes.maximum, name="console_maximum"),
    path("/channel", account_changes.channel, name="console_channel"),
    path("/tax", account_tax.choose, name="console_tax"),
    path("/release", account_parking.release, name="console_release"),
    path("/cap", account_parking.cap, name="console_cap"),
    path("/tax/ask", account.ask_office, name="console_ask_office"),
    path("/order", account_changes.order, name="console_account_order"),
    path(
        "/subscriptions/<uuid:subscription_id>",
        subscriptions.subscription,
        name="console_subscription",
    ),
    path(
        "/subscriptions/<uuid:subscription_id>/offer",
        account_changes.offer,
        name="console_offer",
    ),
    path("/invoices/<uuid:invoice_id>", invoices.invoice, name="console_invoice"),
    path(
        "/invoices/<uuid:invoice_id>/as/<slug:form>",
        papers.invoice_file,
        name="console_invoice_file",
    ),
    path(
        "/credit-notes/<uuid:note_id>/as/<slug:form>",
        papers.credit_note_file,
        name="console_credit_note_file",
    ),
    path("/payments/<uuid:payment_id>", payments.payment, name="console_payment"),
    path("/payments/<uuid:payment_id>/reverse", reversals.reverse, name="console_payment_reverse"),
    path(
        "/payments/<uuid:payment_id>/disputes/<uuid:dispute_id>/book",
        disputes.book,
        name="console_dispute_book",
    ),
]

_MAILS: list[URLPattern | URLResolver] = [
    path("", mails.mails, name="console_mails"),
    path("/templates", mail_templates.templates, name="console_mail_templates"),
    path(
        "/templates/<slug:template>/<slug:language>",
        mail_templates.template,
        name="console_mail_template",
    ),
    path(
        "/templates/<slug:template>/<slug:language>/html",
        mail_templates.template_html,
        name="console_mail_template_html",
    ),
    path("/sign-in", mails.sign_in_mails, name="console_sign_in_mails"),
    path("/sign-in/<str:name>", mails.sign_in_mail, name="console_sign_in_mail"),
    path("/<uuid:mail_id>", mails.mail, name="console_mail"),
    path("/<uuid:mail_id>/html", mails.mail_html, name="console_mail_html"),
]

_BANK: list[URLPattern | URLResolver] = [
    path("", bank.statements, name="console_bank"),
    path("/import", bank_import.bring, name="console_bank_import"),
    path("/import/<str:word>", bank_import.columns, name="console_bank_columns"),
    path("/<uuid:statement_id>", bank.statement, name="console_bank_statement"),
    path("/<uuid:statement_id>/sure", bank.sure, name="console_bank_sure"),
    path("/lines/<uuid:entry_id>", bank_line.line, name="console_bank_line"),
    path("/lines/<uuid:entry_id>/aside", bank_line.set_aside, name="console_bank_aside"),
    path("/lines/<uuid:entry_id>/back", bank_line.take_back, name="console_bank_take_back"),
    path("/lines/<uuid:entry_id>/retry", bank_line.retry, name="console_bank_retry"),
]

_WEBHOOKS: list[URLPattern | URLResolver] = [
    path("", webhooks.webhooks, name="console_webhooks"),
    path("/new", webhooks.new, name="console_webhook_new"),
    path("/<uuid:endpoint_id>", webhooks.webhook, name="console_webhook"),
    path("/<uuid:endpoint_id>/edit", webhooks.edit, name="console_webhook_edit"),
    path("/<uuid:endpoint_id>/roll", webhooks.roll, name="console_webhook_roll"),
    path("/<uuid:endpoint_id>/switch", webhooks.switch, name="console_webhook_switch"),
    path("/<uuid:endpoint_id>/delete", webhooks.delete, name="console_webhook_delete"),
    path("/<uuid:endpoint_id>/replay", webhooks.replay, name="console_webhook_replay"),
    path("/deliveries/<uuid:delivery_id>/retry", webhooks.retry, name="console_webhook_retry"),
]

_KEYS: list[URLPattern | URLResolver] = [
    path("", api_keys.keys, name="console_keys"),
    path("/new", api_keys.new, name="console_key_new"),
    path("/<uuid:key_id>", api_keys.key, name="console_key"),
    path("/<uuid:key_id>/roll", api_keys.roll, name="console_key_roll"),
    path("/<uuid:key_id>/end", api_keys.end, name="console_key_end"),
    path("/requests", api_requests.requests, name="console_requests"),
    path("/requests/<uuid:request_id>", api_requests.one, name="console_request"),
]

_PAGES: list[URLPattern | URLResolver] = [
    path("", home.home, name="console_home"),
    path("accounts", accounts.accounts, name="console_accounts"),
    path("accounts/new", account_changes.new, name="console_account_new"),
    path("accounts/<uuid:account_id>", include(_ACCOUNT)),
    path("subscriptions", subscriptions.subscriptions, name="console_subscriptions"),
    path("orders", orders.orders, name="console_orders"),
    path("quotes", orders.quotes, name="console_quotes"),
    path("payments", payments.payments, name="console_payments"),
    path("payments/record", payments.record, name="console_payment_record"),
    path("payments/bank", include(_BANK)),
    path("payments/refunds", refunds.refunds_and_transfers, name="console_refunds"),
    path("invoices", invoices.invoices, name="console_invoices"),
    path("coupons", coupons.coupons, name="console_coupons"),
    path("coupons/new", coupons.new, name="console_coupon_new"),
    path("coupons/<uuid:coupon_id>", coupons.coupon, name="console_coupon"),
    path("coupons/<uuid:coupon_id>/stop", coupons.stop, name="console_coupon_stop"),
    path("plans", plans.plans, name="console_plans"),
    path("plans/new", plans.new, name="console_plan_new"),
    path("plans/<uuid:plan_id>", plans.plan, name="console_plan"),
    path(
        "plans/<uuid:plan_id>/versions/<int:version_number>",
        plans.version,
        name="console_version",
    ),
    path("plans/<uuid:plan_id>/versions/new", plan_version.new, name="console_version_new"),
    path(
        "plans/<uuid:plan_id>/versions/publish",
        plan_version.publish,
        name="console_version_publish",
    ),
    path(
        "plans/<uuid:plan_id>/price-change", price_change.price_change, name="console_price_change"
    ),
    path(
        "plans/<uuid:plan_id>/price-change/announce",
        price_change.announce,
        name="console_price_change_announce",
    ),
    path(
        "plans/<uuid:plan_id>/price-change/stop",
        price_change.stop,
        name="console_price_change_stop",
    ),
    path(
        "plans/<uuid:plan_id>/price-change/withdraw",
        price_change.withdraw_all,
        name="console_price_change_withdraw_all",
    ),
    path(
        "plans/<uuid:plan_id>/price-change/<uuid:account_id>/<uuid:subscription_id>/withdraw",
        price_change.withdraw,
        name="console_price_change_withdraw",
    ),
    path("renewals", renewals.renewals, name="console_renewals"),
    path("renewals/start", renewals.start, name="console_renewals_start"),
    path("renewals/stop", renewals.stop, name="console_renewals_stop"),
    path("reports", reports.reports, name="console_reports"),
    path("reports/<slug:name>", reports.report, name="console_report"),
    path("reports/<slug:name>.csv", reports.report_csv, name="console_report_csv"),
    path("events", events.events, name="console_events"),
    path("webhooks", include(_WEBHOOKS)),
    path("keys", include(_KEYS)),
    path("mails", include(_MAILS)),
    path("clocks", clocks.clocks_page, name="console_clocks"),
    path("clocks/<uuid:clock_id>", clocks.clock, name="console_clock"),
    path("clocks/<uuid:clock_id>/advance", clocks.advance, name="console_clock_advance"),
    path("staff", staff.team, name="console_staff"),
    path("staff/<uuid:person_id>/revoke", staff.revoke, name="console_staff_revoke"),
]

urlpatterns: list[URLPattern | URLResolver] = [path("console/", include(_PAGES))]
