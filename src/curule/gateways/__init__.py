"""Everything that leaves the process: payments, mail, each behind a Protocol."""
