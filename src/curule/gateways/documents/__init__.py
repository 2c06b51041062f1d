"""Papers as files: the PDF by typst, the electronic invoice in it by factur-x.

`einvoice_xml` writes the XML, `einvoice_reading` reads its sums again, `typesetting` draws the
pages, and `embedding` says in the PDF which file it carries. They take finished words and numbers.
"""
