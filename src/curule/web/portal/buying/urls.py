"""The addresses of buying: subscriptions, cart, quotes, orders."""

from django.urls import URLPattern, path

from curule.web.portal.buying import (
    add_seats,
    cart,
    contacting,
    coupon_codes,
    first_purchase,
    managed,
    placed_orders,
    plan_change,
    reducing,
    renewing,
    reviewing,
    subscription,
    subscriptions,
    withdrawing,
)

_ONE = "subscriptions/<uuid:subscription_id>"

urlpatterns: list[URLPattern] = [
    path("subscriptions", subscriptions.subscriptions, name="subscriptions"),
    path(_ONE, subscription.subscription, name="subscription"),
    path(f"{_ONE}/keep", subscription.keep_seats, name="keep_seats"),
    path(f"{_ONE}/auto-renew", subscription.auto_renew, name="auto_renew"),
    path(f"{_ONE}/add-seats", add_seats.add_seats, name="add_seats"),
    path(f"{_ONE}/reduce", reducing.reduce, name="reduce"),
    path(f"{_ONE}/plan", plan_change.change_plan, name="change_plan"),
    path(f"{_ONE}/renew", renewing.renew, name="renew"),
    path(f"{_ONE}/managed", managed.managed, name="managed"),
    path("cart/<uuid:subscription_id>", cart.cart, name="cart"),
    path("buy/<uuid:version_id>", first_purchase.buy, name="buy"),
    path("quotes/<uuid:quote_id>", reviewing.review, name="review"),
    path("quotes/<uuid:quote_id>/method", reviewing.save_method, name="save_method"),
    path("quotes/<uuid:quote_id>/tax-id", reviewing.save_tax_id, name="save_tax_id"),
    path("quotes/<uuid:quote_id>/code", coupon_codes.review_coupon, name="review_coupon"),
    path("quotes/<uuid:quote_id>/decline", managed.decline_quote, name="decline_quote"),
    path("orders/<uuid:order_id>", placed_orders.order_placed, name="order_placed"),
    path("orders/<uuid:order_id>/pay", placed_orders.pay_order, name="pay_order"),
    path("orders/<uuid:order_id>/withdraw", withdrawing.withdraw_order, name="withdraw_order"),
    path("contact", contacting.contact, name="contact"),
]
