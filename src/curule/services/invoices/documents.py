"""Invoices and credit notes as files: the same number gives the same bytes, whenever it is asked.

Nothing is stored: all that a document says was kept when it was issued.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from curule.core.creditor_references import creditor_reference
from curule.core.einvoice import EInvoice, PaperKind
from curule.core.einvoice_checks import Obstacle, obstacle_to, require_sound
from curule.core.issued import IssuedPaper, einvoice_of
from curule.gateways.documents.einvoice_xml import write
from curule.gateways.documents.embedding import declared
from curule.gateways.documents.epc import epc_code
from curule.gateways.documents.typesetting import set_pdf, set_pictures
from curule.selectors import papers
from curule.wording.papers import page, said


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFiles:
    """A document that can be made into files; making them raises `Unsound` if it is not right."""

    paper: IssuedPaper
    invoice: EInvoice

    @property
    def number(self) -> str:
        """What the files are called."""
        return self.paper.number

    @property
    def obstacle(self) -> Obstacle | None:
        """Why it has no electronic form; None where it has one."""
        return obstacle_to(self.invoice)

    def xml(self) -> bytes:
        """Return the electronic invoice. Raises `ValueError` where there is an `obstacle`."""
        return write(self.invoice)

    def pdf(self) -> bytes:
        """Return the paper with the electronic invoice in it; without it where it has none."""
        require_sound(self.invoice)
        code = epc_code(self.invoice)
        if self.obstacle is not None:
            return set_pdf(page(self.paper, self.invoice, carries=False), code=code)
        return declared(set_pdf(page(self.paper, self.invoice), xml=self.xml(), code=code))

    def pictures(self, *, per_inch: int = 110) -> list[bytes]:
        """Return the sheets as pictures (PNG), for people who check how they look."""
        carries = self.obstacle is None
        shown = page(self.paper, self.invoice, carries=carries)
        return set_pictures(shown, code=epc_code(self.invoice), per_inch=per_inch)


def document_files(paper: IssuedPaper) -> DocumentFiles:
    """Return the files of what was issued."""
    if paper.kind is PaperKind.INVOICE:
        paper = replace(paper, reference=creditor_reference(paper.number))
    return DocumentFiles(paper=paper, invoice=einvoice_of(paper, said(paper)))


def find_invoice(account_id: UUID, invoice_id: UUID) -> DocumentFiles | None:
    """Return the files of an invoice; None for another account's, as for none.

    Raises:
        NoSeller: nobody has said who sells.
    """
    return _files(papers.find_invoice_paper(account_id, invoice_id))


def find_credit_note(account_id: UUID, note_id: UUID) -> DocumentFiles | None:
    """Return the files of a credit note; None for another account's, as for none.

    Raises:
        NoSeller: nobody has said who sells.
    """
    return _files(papers.find_credit_note_paper(account_id, note_id))


def find_by_number(number: str) -> DocumentFiles | None:
    """Return the files of the document with a number, whoever's it is.

    Raises:
        NoSeller: nobody has said who sells.
    """
    return _files(papers.find_paper(number))


def _files(paper: IssuedPaper | None) -> DocumentFiles | None:
    return None if paper is None else document_files(paper)
