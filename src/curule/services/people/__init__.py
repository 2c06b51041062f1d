"""People in accounts: their addresses, roles and mails, and leaving."""
