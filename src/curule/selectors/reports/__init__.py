"""What a vendor's accountant reads: each report one statement, its rows frozen, money by currency.

Amounts are minor units; nothing is ever added across currencies. Days are those of each account's
time zone, and a month goes from its first day up to but without the first of the next one.
"""
