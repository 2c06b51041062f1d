"""Statements as banks give them: camt.053, MT940, CSV. Reading one changes nothing."""

from curule.gateways.statements.reading import StatementFormat, format_of, read_statements

__all__ = ["StatementFormat", "format_of", "read_statements"]
