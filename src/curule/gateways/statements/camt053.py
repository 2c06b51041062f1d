"""camt.053, the statement of ISO 20022, in any of its versions: entries and their details.

An entry that bundles several transfers is as many lines. Entries that are not booked yet are left
out: they may still change.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from lxml import etree

from curule.core.bank_statements import (
    BankLine,
    BankStatement,
    StatementInvalid,
    StatementProblem,
    tidy,
)
from curule.core.money import Money
from curule.gateways.statements.amounts import money_of

_OPENING: Final = ("OPBD", "PRCD")
_CLOSING: Final = ("CLBD",)


def read_camt053(raw: bytes) -> tuple[BankStatement, ...]:
    """Read every statement of a file. Raises `StatementInvalid`."""
    # Nothing is fetched, no entity is expanded: a statement needs neither.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise StatementInvalid(StatementProblem.CUT, error.lineno or 0) from None
    statements = root.xpath("//*[local-name()='BkToCstmrStmt']/*[local-name()='Stmt']")
    if not statements:
        raise StatementInvalid(StatementProblem.UNKNOWN_FORMAT)
    return tuple(_statement(each) for each in statements)


def _statement(of: etree._Element) -> BankStatement:
    opening, closing = _balance(of, _OPENING), _balance(of, _CLOSING)
    lines = tuple(line for entry in _all(of, "Ntry") for line in _lines(entry))
    currency = _text(of, "Acct/Ccy") or next((line.amount.currency for line in lines), "")
    known = currency or ("" if opening is None else opening.currency)
    if not known:
        raise StatementInvalid(StatementProblem.CURRENCY)
    return BankStatement(
        iban=_text(of, "Acct/Id/IBAN") or _text(of, "Acct/Id/Othr/Id"),
        currency=known,
        lines=lines,
        opened_with=opening,
        closed_with=closing,
    )


def _balance(of: etree._Element, codes: tuple[str, ...]) -> Money | None:
    for code in codes:
        for balance in _all(of, "Bal"):
            if _text(balance, "Tp/CdOrPrtry/Cd") == code:
                return _signed(balance, _number(balance))
    return None


def _lines(entry: etree._Element) -> Iterator[BankLine]:
    """Return an entry as lines: one for each transfer in it, or one for the whole."""
    state = _text(entry, "Sts/Cd") or _text(entry, "Sts")
    if state not in {"", "BOOK"}:
        return
    whole = _signed(entry, _number(entry))
    details = _all(entry, "NtryDtls/TxDtls")
    parts = [_amount_of_detail(each, entry) for each in details]
    known = [part for part in parts if part is not None and part.currency == whole.currency]
    is_bundle = len(details) > 1 and len(known) == len(details)
    if is_bundle and sum(part.amount_minor for part in known) == whole.amount_minor:
        for detail, part in zip(details, known, strict=True):
            yield _line(entry, detail, part)
    else:
        yield _line(entry, details[0] if len(details) == 1 else None, whole)


def _line(entry: etree._Element, detail: etree._Element | None, amount: Money) -> BankLine:
    of = entry if detail is None else detail
    other = "Dbtr" if amount.amount_minor > 0 else "Cdtr"
    return BankLine(
        booked_on=_day(entry),
        amount=amount,
        payer=tidy(
            _text(of, f"RltdPties/{other}/Nm")
            or _text(of, f"RltdPties/{other}/Pty/Nm")
            or _text(of, f"RltdPties/Ultmt{other}/Nm")
        ),
        payer_iban=tidy(_text(of, f"RltdPties/{other}Acct/Id/IBAN")),
        remittance=tidy(
            " ".join(
                [
                    *_texts(of, "RmtInf/Strd/CdtrRefInf/Ref"),
                    *_texts(of, "RmtInf/Ustrd"),
                    *([] if detail is not None else _texts(of, "AddtlNtryInf")),
                ]
            )
        ),
        reference=tidy(_text(of, "Refs/AcctSvcrRef") or _text(entry, "AcctSvcrRef")),
        end_to_end=_end_to_end(of),
        is_reversal=_text(entry, "RvslInd") in {"true", "1"},
    )


def _end_to_end(of: etree._Element) -> str:
    given = tidy(_text(of, "Refs/EndToEndId"))
    return "" if given.upper() == "NOTPROVIDED" else given


def _amount_of_detail(detail: etree._Element, entry: etree._Element) -> Money | None:
    found = _all(detail, "Amt") or _all(detail, "AmtDtls/TxAmt/Amt")
    if not found:
        return None
    kind = detail if _all(detail, "CdtDbtInd") else entry
    return _signed(kind, _money(found[0]))


def _number(of: etree._Element) -> Money:
    found = _all(of, "Amt")
    if not found:
        raise StatementInvalid(StatementProblem.AMOUNT, of.sourceline or 0)
    return _money(found[0])


def _money(amount: etree._Element) -> Money:
    number = amount.sourceline or 0
    money = money_of((amount.text or "").strip(), amount.get("Ccy") or "", number=number)
    if money.amount_minor < 0:
        raise StatementInvalid(StatementProblem.AMOUNT, number)
    return money


def _signed(of: etree._Element, money: Money) -> Money:
    match _text(of, "CdtDbtInd"):
        case "CRDT":
            return money
        case "DBIT":
            return -money
        case _:
            raise StatementInvalid(StatementProblem.AMOUNT, of.sourceline or 0)


def _day(entry: etree._Element) -> date:
    written = _text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm")[:10]
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise StatementInvalid(StatementProblem.DATE, entry.sourceline or 0) from None


def _all(of: etree._Element, path: str) -> list[etree._Element]:
    steps = "/".join(f"*[local-name()='{step}']" for step in path.split("/"))
    return list(of.xpath(steps))


def _texts(of: etree._Element, path: str) -> list[str]:
    return [(each.text or "").strip() for each in _all(of, path)]


def _text(of: etree._Element, path: str) -> str:
    return next(iter(_texts(of, path)), "")
