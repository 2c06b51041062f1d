"""The electronic invoice as a file: Cross Industry Invoice by EN 16931, profile Factur-X.

The keys are the business terms of the standard (BT, BG), by which factur-x places each value.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from facturx import generate_cii_xml, xml_check_xsd
from lxml import etree

from curule.core.einvoice import (
    EInvoice,
    EInvoiceLine,
    PaperKind,
    Party,
    TaxGroup,
    siren_of,
)
from curule.core.einvoice_checks import obstacle_to, require_sound
from curule.core.money import exponent
from curule.core.tax_ids import is_vat_number_of
from curule.core.tax_rules import TaxCategory

_LEVEL: Final = "en16931"
_NIL: Final = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_TYPES: Final = {PaperKind.INVOICE: "380", PaperKind.CREDIT_NOTE: "381"}
_TRANSFER, _SEPA_TRANSFER, _NO_TRANSFER = "30", "58", "1"
_SIREN, _SIREN_ADDRESS, _MAIL = "0002", "0225", "EM"
_SERVICE, _SERVICE_PAID = "S1", "S2"


def write(invoice: EInvoice) -> bytes:
    """Return the XML of a document.

    Raises:
        Unsound: the document does not add up.
        ValueError: the standard cannot express it (`obstacle_to` says so beforehand).
    """
    obstacle = obstacle_to(invoice)
    if obstacle is not None:
        raise ValueError(f"{invoice.number} has no electronic form: {obstacle}")
    require_sound(invoice)
    terms = _terms(invoice)
    root = etree.fromstring(
        generate_cii_xml(terms, level=_LEVEL, check_xsd=False, check_schematron=None)
    )
    for empty in root.iterfind(f".//*[@{_NIL}]"):
        # Of a service nothing is delivered; what is empty may be there, but may not say that it is.
        del empty.attrib[_NIL]
    xml_check_xsd(root, flavor="factur-x", level=_LEVEL)
    etree.cleanup_namespaces(root)
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _terms(invoice: EInvoice) -> dict[str, Any]:
    outside = any(group.category is TaxCategory.OUTSIDE_SCOPE for group in invoice.taxes)
    return _without_empty(
        {
            "BT-1": invoice.number,
            "BT-2": invoice.issued_on,
            "BT-3": _TYPES[invoice.kind],
            "BT-5": invoice.currency,
            "BT-9": invoice.due_on,
            "BT-13": invoice.order_number,
            "BT-20": invoice.terms,
            "BT-23": _business_process(invoice),
            "BT-24": "urn:cen.eu:en16931:2017",
            "BG-1": [{"BT-21": note.code, "BT-22": note.text} for note in invoice.notes],
            "BG-3": _preceding(invoice),
            "BG-4": _seller(invoice.seller, outside=outside),
            "BG-7": _buyer(invoice.buyer, outside=outside),
            "BG-23": [_tax(group, invoice.currency) for group in invoice.taxes],
            "BG-25": [_line(line, invoice.currency) for line in invoice.lines],
            **_period(invoice),
            **_payment(invoice),
            **_totals(invoice),
        }
    )


def _business_process(invoice: EInvoice) -> str:
    """Return what France calls the kind of an invoice: of services, paid already or not."""
    if invoice.seller.country != "FR":
        return ""
    return _SERVICE if invoice.due else _SERVICE_PAID


def _preceding(invoice: EInvoice) -> list[dict[str, Any]]:
    if invoice.preceding is None:
        return []
    return [{"BT-25": invoice.preceding.number, "BT-26": invoice.preceding.issued_on}]


def _party(party: Party) -> dict[str, Any]:
    siren = siren_of(party) if party.business else ""
    address, scheme = (siren, _SIREN_ADDRESS) if siren else (party.email, _MAIL)
    return {
        "name": party.name,
        "addr_l1": party.street,
        "postcode": party.postcode,
        "city": party.city,
        "country_code": party.country,
        "legal_identifier": siren,
        "legal_identifier_schemeid": _SIREN if siren else "",
        "einvoicing_addr": address,
        "einvoicing_addr_schemeid": scheme if address else "",
    }


def _seller(seller: Party, *, outside: bool) -> dict[str, Any]:
    """Return the seller; where nothing is subject to the tax, no number of it may stand there."""
    vat = "" if outside or not is_vat_number_of(seller.tax_id, seller.country) else seller.tax_id
    other = seller.tax_number or (seller.tax_id if not vat else "")
    found = _party(seller)
    if not vat and not found["legal_identifier"]:
        found["legal_identifier"] = other
    return _without_empty(
        {
            **found,
            "legal_info": seller.legal_note,
            "vat_identifier": vat,
            "tax_identifier": other,
        }
    )


def _buyer(buyer: Party, *, outside: bool) -> dict[str, Any]:
    found = _party(buyer)
    if not buyer.tax_id:
        return _without_empty(found)
    if outside or not is_vat_number_of(buyer.tax_id, buyer.country):
        found["legal_identifier"] = found["legal_identifier"] or buyer.tax_id
    else:
        found["vat_identifier"] = buyer.tax_id
    return _without_empty(found)


def _tax(group: TaxGroup, currency: str) -> dict[str, Any]:
    return _without_empty(
        {
            "BT-116": _amount(group.taxable, currency),
            "BT-117": _amount(group.tax, currency),
            "BT-118": group.category.value,
            "BT-119": _rate(group.category, group.rate),
            "BT-120": group.note,
            "BT-121": group.exemption_code,
        }
    )


def _line(line: EInvoiceLine, currency: str) -> dict[str, Any]:
    allowance = {"amount": _amount(line.allowance, currency), "reason": line.allowance_reason}
    return _without_empty(
        {
            "BT-126": line.id,
            "BT-129": str(line.quantity),
            "BT-130": line.unit.value,
            "BT-131": _amount(line.amount, currency),
            "BT-134": line.starts_on,
            "BT-135": line.ends_on,
            "BT-146": _amount(line.price, currency),
            "BT-149": str(line.per) if line.per != 1 else "",
            "BT-151": line.category.value,
            "BT-152": _rate(line.category, line.rate),
            "BT-153": line.name,
            "BT-154": line.detail,
            "BG-27": [allowance] if line.allowance else [],
        }
    )


def _period(invoice: EInvoice) -> dict[str, Any]:
    """Return the first and the last day of all that the lines are for."""
    first = [line.starts_on for line in invoice.lines if line.starts_on]
    last = [line.ends_on for line in invoice.lines if line.ends_on]
    return {"BT-73": min(first, default=None), "BT-74": max(last, default=None)}


def _payment(invoice: EInvoice) -> dict[str, Any]:
    if invoice.pay_to is None:
        return {"BT-81": _NO_TRANSFER}
    sepa = invoice.currency == "EUR"
    return {
        "BT-81": _SEPA_TRANSFER if sepa else _TRANSFER,
        "BT-83": invoice.reference,
        "BT-84": invoice.pay_to.iban,
        "BT-85": invoice.pay_to.holder,
        "BT-86": invoice.pay_to.bic,
    }


def _totals(invoice: EInvoice) -> dict[str, Any]:
    currency = invoice.currency
    return {
        "BT-106": _amount(invoice.net, currency),
        "BT-109": _amount(invoice.net, currency),
        "BT-110": _amount(invoice.tax, currency),
        "BT-112": _amount(invoice.gross, currency),
        "BT-113": _amount(invoice.paid, currency) if invoice.paid else "",
        "BT-115": _amount(invoice.due, currency),
    }


def _amount(minor: int, currency: str) -> str:
    """Return an amount as the standard writes it, with as many decimals as its currency has."""
    return f"{Decimal(minor).scaleb(-exponent(currency)):f}"


def _rate(category: TaxCategory, rate: Decimal | None) -> str:
    """Return a rate; what is outside the tax has none, what is untaxed has 0."""
    if category is TaxCategory.OUTSIDE_SCOPE:
        return ""
    return f"{(rate or Decimal(0)).normalize():f}"


def _without_empty(terms: dict[str, Any]) -> dict[str, Any]:
    empty: Iterable[object] = ("", None, [])
    return {term: value for term, value in terms.items() if value not in empty}
