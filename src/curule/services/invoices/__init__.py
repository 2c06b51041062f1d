"""Invoices, credit notes and the books behind them."""
