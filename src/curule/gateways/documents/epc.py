"""The code that a bank's app reads: a SEPA transfer by the guideline EPC069-12."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Final

from segno.helpers import make_epc_qr

from curule.core.einvoice import EInvoice
from curule.core.money import exponent

_LONGEST_NAME: Final = 70
_MOST: Final = 99_999_999_999
"""In cents: the guideline takes no more."""


def epc_code(invoice: EInvoice) -> str:
    """Return the code as a picture (SVG); empty where no transfer in euro is due."""
    to = invoice.pay_to
    if to is None or invoice.currency != "EUR" or not 0 < invoice.due <= _MOST:
        return ""
    code = make_epc_qr(
        name=to.holder[:_LONGEST_NAME],
        iban=to.iban,
        amount=Decimal(invoice.due).scaleb(-exponent("EUR")),
        reference=invoice.reference or None,
        text=None if invoice.reference else invoice.number,
        bic=to.bic or None,
    )
    picture = BytesIO()
    code.save(picture, kind="svg", border=2, xmldecl=False, svgclass=None, lineclass=None)
    return picture.getvalue().decode()
