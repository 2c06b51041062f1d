"""The addresses of invoices, ways to pay, balance and statement."""

from django.urls import URLPattern, URLResolver, path

from curule.web.portal.money import (
    asking,
    balance,
    billing_details,
    confirming,
    hosted_cards,
    invoices,
    leaving,
    methods,
    papers,
    sending,
    statement,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("invoices", invoices.invoices, name="invoices"),
    path("invoices.csv", invoices.invoices_csv, name="invoices_csv"),
    path("quotes/<uuid:quote_id>/as/pdf", papers.quote_file, name="quote_file"),
    path("invoices.zip", papers.invoices_zip, name="invoices_zip"),
    path("invoices/<uuid:invoice_id>", invoices.invoice, name="invoice"),
    path("invoices/<uuid:invoice_id>/ask", asking.ask, name="invoice_ask"),
    path("invoices/<uuid:invoice_id>/ask/back", asking.take_back, name="invoice_ask_back"),
    path("invoices/<uuid:invoice_id>/send", sending.send, name="invoice_send"),
    path("invoices/<uuid:invoice_id>/as/<slug:form>", papers.invoice_file, name="invoice_file"),
    path(
        "credit-notes/<uuid:note_id>/as/<slug:form>",
        papers.credit_note_file,
        name="credit_note_file",
    ),
    path("balance", balance.balance, name="balance"),
    path("balance/use", balance.use, name="use_credit"),
    path("balance/ask", balance.ask, name="ask_credit"),
    path("balance/ask/back", balance.take_back, name="ask_credit_back"),
    path("statement", statement.statement, name="statement"),
    path("statement.csv", statement.statement_csv, name="statement_csv"),
    path("payment-methods", methods.methods, name="payment_methods"),
    path("payment-methods/<uuid:method_id>/default", methods.make_default, name="method_default"),
    path("payment-methods/<uuid:method_id>/remove", methods.remove, name="method_remove"),
    path(
        "payment-methods/at/<slug:gateway_name>/add",
        hosted_cards.add_card,
        name="add_card",
    ),
    path("payment-methods/added/<uuid:setup_id>", hosted_cards.card_back, name="card_back"),
    path("leaving/<uuid:what>", leaving.leaving, name="leaving"),
    path("invoices/<uuid:invoice_id>/confirm", confirming.confirm_payment, name="confirm_payment"),
    path("payments/<uuid:payment_id>/back", confirming.payment_back, name="payment_back"),
    path("payments/<uuid:payment_id>/give-up", confirming.give_up_payment, name="give_up_payment"),
    path("billing", billing_details.billing, name="billing"),
]
