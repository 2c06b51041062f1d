"""Reads an electronic invoice again, so that what was written can be checked as exactly."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from lxml import etree

from curule.core.einvoice import (
    EInvoice,
    EInvoiceLine,
    Note,
    PaperKind,
    Party,
    PayTo,
    Preceding,
    TaxGroup,
    Unit,
)
from curule.core.money import exponent
from curule.core.tax import PriceTax
from curule.core.tax_rules import TaxCategory

_NAMES: Final = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}
_KINDS: Final = {"380": PaperKind.INVOICE, "381": PaperKind.CREDIT_NOTE}
_SETTLEMENT: Final = ".//ram:ApplicableHeaderTradeSettlement"
_SUMS: Final = f"{_SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"


class Unreadable(ValueError):
    """This is no electronic invoice as we write them; the message says what was met."""


def read(
    xml: bytes, *, credited_before: int = 0, prices: PriceTax = PriceTax.EXCLUSIVE
) -> EInvoice:
    """Return what an XML file says.

    `credited_before` is what earlier credit notes gave back, and `prices` whether tax is in the
    prices that the amounts come from: no file says so.

    Raises:
        Unreadable: it is no file of ours, or has an amount finer than its currency.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(xml, parser)
        return _Reader(root).invoice(credited_before, prices)
    except (etree.XMLSyntaxError, ValueError, KeyError, InvalidOperation) as error:
        raise Unreadable(str(error)) from error


class _Reader:
    """The file and its currency, in which all amounts are."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.currency = self.text(root, f"{_SETTLEMENT}/ram:InvoiceCurrencyCode")

    def invoice(self, before: int, prices: PriceTax) -> EInvoice:
        root = self.root
        sums = root.find(_SUMS, _NAMES)
        if sums is None:
            raise Unreadable("it has no sums")
        return EInvoice(
            kind=_KINDS[self.text(root, "rsm:ExchangedDocument/ram:TypeCode")],
            number=self.text(root, "rsm:ExchangedDocument/ram:ID"),
            issued_on=self.day(root, "rsm:ExchangedDocument/ram:IssueDateTime") or date.min,
            currency=self.currency,
            seller=self.party("Seller"),
            buyer=self.party("Buyer"),
            lines=tuple(
                self.line(line)
                for line in root.iterfind(".//ram:IncludedSupplyChainTradeLineItem", _NAMES)
            ),
            taxes=tuple(
                self.group(group, before, prices)
                for group in root.iterfind(f"{_SETTLEMENT}/ram:ApplicableTradeTax", _NAMES)
            ),
            net=self.minor(sums, "ram:TaxBasisTotalAmount"),
            tax=self.minor(sums, "ram:TaxTotalAmount"),
            gross=self.minor(sums, "ram:GrandTotalAmount"),
            paid=self.minor(sums, "ram:TotalPrepaidAmount"),
            due=self.minor(sums, "ram:DuePayableAmount"),
            due_on=self.day(
                root, f"{_SETTLEMENT}/ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime"
            ),
            terms=self.text(root, f"{_SETTLEMENT}/ram:SpecifiedTradePaymentTerms/ram:Description"),
            order_number=self.text(
                root, ".//ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID"
            ),
            preceding=self.preceding(),
            pay_to=self.pay_to(),
            reference=self.text(root, f"{_SETTLEMENT}/ram:PaymentReference"),
            notes=tuple(
                Note(code=self.text(note, "ram:SubjectCode"), text=self.text(note, "ram:Content"))
                for note in root.iterfind("rsm:ExchangedDocument/ram:IncludedNote", _NAMES)
            ),
        )

    def line(self, line: etree._Element) -> EInvoiceLine:
        agreed = "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice"
        settled = "ram:SpecifiedLineTradeSettlement"
        tax = f"{settled}/ram:ApplicableTradeTax"
        period = f"{settled}/ram:BillingSpecifiedPeriod"
        billed = "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity"
        allowance = f"{settled}/ram:SpecifiedTradeAllowanceCharge"
        category = TaxCategory(self.text(line, f"{tax}/ram:CategoryCode"))
        quantity = line.find(billed, _NAMES)
        summed = f"{settled}/ram:SpecifiedTradeSettlementLineMonetarySummation"
        return EInvoiceLine(
            id=self.text(line, "ram:AssociatedDocumentLineDocument/ram:LineID"),
            name=self.text(line, "ram:SpecifiedTradeProduct/ram:Name"),
            detail=self.text(line, "ram:SpecifiedTradeProduct/ram:Description"),
            quantity=int(self.text(line, billed)),
            unit=Unit("" if quantity is None else quantity.get("unitCode", "")),
            price=self.minor(line, f"{agreed}/ram:ChargeAmount"),
            per=int(self.text(line, f"{agreed}/ram:BasisQuantity") or 1),
            allowance=self.minor(line, f"{allowance}/ram:ActualAmount"),
            allowance_reason=self.text(line, f"{allowance}/ram:Reason"),
            amount=self.minor(line, f"{summed}/ram:LineTotalAmount"),
            category=category,
            rate=self.rate(line, f"{tax}/ram:RateApplicablePercent", category),
            starts_on=self.day(line, f"{period}/ram:StartDateTime"),
            ends_on=self.day(line, f"{period}/ram:EndDateTime"),
        )

    def group(self, group: etree._Element, before: int, prices: PriceTax) -> TaxGroup:
        category = TaxCategory(self.text(group, "ram:CategoryCode"))
        return TaxGroup(
            category=category,
            rate=self.rate(group, "ram:RateApplicablePercent", category),
            taxable=self.minor(group, "ram:BasisAmount"),
            tax=self.minor(group, "ram:CalculatedAmount"),
            note=self.text(group, "ram:ExemptionReason"),
            exemption_code=self.text(group, "ram:ExemptionReasonCode"),
            prices=prices,
            credited_before=before,
        )

    def party(self, role: str) -> Party:
        """Return seller or buyer, with the number of the tax or another one."""
        party = self.root.find(f".//ram:{role}TradeParty", _NAMES)
        if party is None:
            raise Unreadable(f"it has no {role}")
        address = "ram:PostalTradeAddress"
        return Party(
            name=self.text(party, "ram:Name"),
            street=self.text(party, f"{address}/ram:LineOne"),
            postcode=self.text(party, f"{address}/ram:PostcodeCode"),
            city=self.text(party, f"{address}/ram:CityName"),
            country=self.text(party, f"{address}/ram:CountryID"),
            tax_id=self.text(party, "ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']"),
            tax_number=self.text(party, "ram:SpecifiedTaxRegistration/ram:ID[@schemeID='FC']"),
            legal_note=self.text(party, "ram:Description"),
        )

    def preceding(self) -> Preceding | None:
        place = f"{_SETTLEMENT}/ram:InvoiceReferencedDocument"
        number = self.text(self.root, f"{place}/ram:IssuerAssignedID")
        on = self.day(self.root, f"{place}/ram:FormattedIssueDateTime")
        return Preceding(number=number, issued_on=on) if number and on else None

    def pay_to(self) -> PayTo | None:
        means = f"{_SETTLEMENT}/ram:SpecifiedTradeSettlementPaymentMeans"
        account = f"{means}/ram:PayeePartyCreditorFinancialAccount"
        iban = self.text(self.root, f"{account}/ram:IBANID")
        if not iban:
            return None
        bank = f"{means}/ram:PayeeSpecifiedCreditorFinancialInstitution"
        return PayTo(
            holder=self.text(self.root, f"{account}/ram:AccountName"),
            iban=iban,
            bic=self.text(self.root, f"{bank}/ram:BICID"),
        )

    def text(self, element: etree._Element, path: str) -> str:
        return (element.findtext(path, namespaces=_NAMES) or "").strip()

    def minor(self, element: etree._Element, path: str) -> int:
        """Return an amount in minor units; 0 where there is none."""
        amount = Decimal(self.text(element, path) or 0).scaleb(exponent(self.currency))
        if amount != int(amount):
            raise Unreadable(f"an amount has too many decimals for {self.currency}")
        return int(amount)

    def rate(self, element: etree._Element, path: str, category: TaxCategory) -> Decimal | None:
        """Return a rate as it was decided: what is not taxed has none, though 0 is written."""
        written = self.text(element, path)
        taxed = category in {TaxCategory.STANDARD, TaxCategory.ZERO}
        return Decimal(written) if written and (taxed or Decimal(written)) else None

    def day(self, element: etree._Element, path: str) -> date | None:
        found = element.find(path, _NAMES)
        if found is None or not len(found):
            return None
        return datetime.strptime((found[0].text or "").strip(), "%Y%m%d").date()  # noqa: DTZ007 - a day
