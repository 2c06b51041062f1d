"""Statements as banks write them, made small: the same three movements in every format."""

from __future__ import annotations

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">
 <BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId></GrpHdr><Stmt><Id>S1</Id>
  <Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy></Acct>
  <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1000.00</Amt>
   <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-01</Dt></Dt></Bal>
  <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">4717.50</Amt>
   <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-03</Dt></Dt></Bal>
  <Ntry><Amt Ccy="EUR">3600.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>{booked}</Sts>
   <BookgDt><Dt>2026-11-02</Dt></BookgDt><AcctSvcrRef>2026110200012</AcctSvcrRef>
   <NtryDtls><TxDtls><Refs><EndToEndId>INV-0091</EndToEndId></Refs>
    <RltdPties><Dbtr>{debtor}</Dbtr>
     <DbtrAcct><Id><IBAN>FR7630006000011234567890189</IBAN></Id></DbtrAcct></RltdPties>
    <RmtInf><Ustrd>INV 0091 nov</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
  <Ntry><Amt Ccy="EUR">12.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>{booked}</Sts>
   <BookgDt><Dt>2026-11-03</Dt></BookgDt><AddtlNtryInf>Kontoführung</AddtlNtryInf></Ntry>
  <Ntry><Amt Ccy="EUR">130.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>{booked}</Sts>
   <BookgDt><Dt>2026-11-03</Dt></BookgDt>
   <NtryDtls>
    <TxDtls><Amt Ccy="EUR">100.00</Amt><RltdPties><Dbtr>{other}</Dbtr></RltdPties></TxDtls>
    <TxDtls><Amt Ccy="EUR">30.00</Amt><RltdPties><Dbtr>{other}</Dbtr></RltdPties></TxDtls>
   </NtryDtls></Ntry>
  <Ntry><Amt Ccy="EUR">99.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>{pending}</Sts>
   <BookgDt><Dt>2026-11-03</Dt></BookgDt></Ntry>
 </Stmt></BkToCstmrStmt></Document>
"""

MT940 = """:20:STARTUMSE
:25:12030000/0000202051
:28C:00001/001
:60F:C261101EUR1000,00
:61:2611021102C3600,00NTRFNONREF//2026110200012
:86:166?00GUTSCHRIFT?20EREF+INV-0091?21SVWZ+INV 0091 nov?32ACME SARL
:61:2611031103D12,50NTRFNONREF
:86:808?00GEBUEHR?20SVWZ+Kontofuehrung
:61:2611031103C100,00NTRFNONREF
:86:166?00GUTSCHRIFT?20SVWZ+Rechnung 92?32Müller GmbH
:61:2611031103C30,00NTRFNONREF
:86:166?00GUTSCHRIFT?20SVWZ+Rechnung 93?32Müller GmbH
:62F:C261103EUR4717,50
-
"""

MT940_REVERSED = """:20:STARTUMSE
:25:12030000/0000202051
:28C:00001/001
:60F:C261101EUR1000,00
:61:2611021102C3600,00NTRFNONREF//2026110200012
:86:166?00GUTSCHRIFT?20SVWZ+INV 0091 nov?32ACME SARL
:61:2611031103D12,50NTRFNONREF
:86:808?00GEBUEHR?20SVWZ+Kontofuehrung
:61:2611041104RC3600,00NTRFNONREF//2026110400007
:86:166?00STORNO GUTSCHRIFT?20SVWZ+INV 0091 nov?32ACME SARL
:61:2611041104RD12,50NTRFNONREF
:86:808?00STORNO GEBUEHR?20SVWZ+Kontofuehrung
:62F:C261104EUR1000,00
-
"""

CSV = (
    "Umsätze vom 01.11.2026 bis 30.11.2026\r\n"
    "\r\n"
    "Buchungstag;Auftraggeber;Verwendungszweck;Betrag;Währung\r\n"
    '02.11.2026;ACME SARL;"INV 0091 nov; danke";3.600,00;EUR\r\n'
    "03.11.2026;;Kontoführung;-12,50;EUR\r\n"
    "03.11.2026;Müller GmbH;Rechnung 92;100,00;EUR\r\n"
    "03.11.2026;Müller GmbH;Rechnung 93;30,00;EUR\r\n"
)


def camt(version: str = "02") -> bytes:
    """Return a camt.053 as the version writes names and states."""
    is_new = version >= "08"
    name = "<Pty><Nm>{}</Nm></Pty>" if is_new else "<Nm>{}</Nm>"
    state = "<Cd>{}</Cd>" if is_new else "{}"
    return CAMT.format(
        version=version,
        debtor=name.format("ACME SARL"),
        other=name.format("Müller GmbH"),
        booked=state.format("BOOK"),
        pending=state.format("PDNG"),
    ).encode()
