"""What people read, in four languages: refusals, policy sentences, mails."""
