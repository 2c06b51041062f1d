"""The vendor's console: accounts, what they bought, money, plans, mails, clocks, staff."""
