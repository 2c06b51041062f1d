"""Single sign-on: the identity provider of an account, whom it names, and what is demanded."""
