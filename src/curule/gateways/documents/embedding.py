"""Says in the metadata of a PDF that it carries an electronic invoice, and of which profile.

Typst has attached the file; what factur-x knows of the metadata is put beside what typst wrote. It
is not factur-x that attaches, because it would write the time of day into the file.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

from facturx.facturx import generate_xmp_object
from lxml import etree
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, IndirectObject, NameObject

ATTACHMENT: Final = "factur-x.xml"
_FX: Final = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_EXTENSIONS: Final = "{http://www.aiim.org/pdfa/ns/extension/}schemas"
_HEAD: Final = '<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_TAIL: Final = '\n<?xpacket end="w"?>'


def declared(pdf: bytes) -> bytes:
    """Return the PDF with metadata that name its attachment as an electronic invoice."""
    writer = PdfWriter(clone_from=BytesIO(pdf))
    place = writer.root_object.raw_get("/Metadata")
    assert isinstance(place, IndirectObject)
    stream = DecodedStreamObject()
    stream.set_data(_with_profile(place.get_object().get_data()))  # type: ignore[union-attr]
    stream.update(
        {NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")}
    )
    writer._replace_object(place, stream)  # noqa: SLF001 - as factur-x does it itself
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def _with_profile(metadata: bytes) -> bytes:
    """Return metadata with the profile, and with the schema that PDF/A asks for to read it."""
    ours = etree.fromstring(metadata)
    theirs = generate_xmp_object(
        {
            "pdfa3_flavor": "B",
            "title": "",
            "author": "",
            "subject": "",
            "producer": "",
            "creator_tool": "",
            "timestamp": "",
            "documenttype": "INVOICE",
            "xml_filename": ATTACHMENT,
            "version": "1.0",
            "xmp_level": "EN 16931",
            "urn": _FX,
        }
    )
    schema = theirs.find(f".//{_EXTENSIONS}/{_RDF}Bag/{_RDF}li")
    known = ours.find(f".//{_EXTENSIONS}/{_RDF}Bag")
    described = ours.find(f".//{_RDF}RDF")
    assert schema is not None
    assert known is not None
    assert described is not None
    known.append(schema)
    for description in theirs.iter(f"{_RDF}Description"):
        if description.find(f"{{{_FX}}}DocumentType") is not None:
            description.set(f"{_RDF}about", "")
            described.append(description)
    return f"{_HEAD}{etree.tostring(ours, encoding='unicode')}{_TAIL}".encode()
