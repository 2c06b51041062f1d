"""ISO 4217: how many decimals the minor unit of a currency has.

Money is counted in minor units, so the exponent decides what an amount of 500 means: 5.00 EUR,
500 JPY or 0.500 KWD. It comes from the standard, never from what a library finds good to print.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

ISO_4217_PUBLISHED: Final = date(2026, 1, 1)
"""The day on which the list was published ("list one": current currencies and funds)."""

_CODES_BY_EXPONENT: Final = {
    0: """
        BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
    """,
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
        CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
        GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK
        LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO
        NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS
        SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST
        XAD XCD XCG YER ZAR ZMW ZWG
    """,
    3: """
        BHD IQD JOD KWD LYD OMR TND
    """,
    4: """
        CLF UYW
    """,
}

NO_MINOR_UNIT: Final = frozenset(
    ["XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX"],
)
"""Metals, baskets and test codes: the standard gives them no minor unit, so nothing costs them."""

EXPONENTS: Final = {
    code: exponent for exponent, codes in _CODES_BY_EXPONENT.items() for code in codes.split()
}
"""Every current code that has a minor unit, with its number of decimals."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """The code that took a currency's place, and the day from which it holds."""

    by: str
    on: date


REPLACED: Final = {
    "ANG": Replaced("XCG", date(2025, 3, 31)),
    "BGN": Replaced("EUR", date(2026, 1, 1)),
    "BYR": Replaced("BYN", date(2016, 7, 1)),
    "CUC": Replaced("CUP", date(2021, 1, 1)),
    "HRK": Replaced("EUR", date(2023, 1, 1)),
    "LTL": Replaced("EUR", date(2015, 1, 1)),
    "LVL": Replaced("EUR", date(2014, 1, 1)),
    "MRO": Replaced("MRU", date(2018, 1, 1)),
    "SLL": Replaced("SLE", date(2022, 7, 1)),
    "STD": Replaced("STN", date(2018, 1, 1)),
    "VEF": Replaced("VES", date(2018, 8, 20)),
    "ZWL": Replaced("ZWG", date(2024, 6, 25)),
}
"""Codes that were current within the last years and are no more: what old records may still say.

The days are those of the amendments of ISO 4217, as the Interinstitutional Style Guide of the
European Union lists them ("List of currency code changes"); the lev ended with the Bulgarian euro.
"""


class UnknownCurrency(ValueError):
    """The code is no current ISO 4217 currency with a minor unit."""

    def __init__(self, code: str) -> None:
        reason = (
            "has no minor unit to count money in"
            if code in NO_MINOR_UNIT
            else f"is no currency of ISO 4217 as of {ISO_4217_PUBLISHED}"
        )
        super().__init__(f"{code!r} {reason}")
        self.code = code


def exponent(currency: str) -> int:
    """How many decimals the minor unit of `currency` stands for.

    >>> exponent("EUR"), exponent("JPY"), exponent("KWD")
    (2, 0, 3)

    Raises `UnknownCurrency` for anything that is not a current code in capital letters.
    """
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise UnknownCurrency(currency) from None
