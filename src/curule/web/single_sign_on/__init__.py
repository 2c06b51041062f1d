"""Signing in at one's company's identity provider: the pages, the session, and who has to."""
