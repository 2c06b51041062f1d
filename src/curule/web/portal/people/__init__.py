"""The people of an account and their seats: who has what, adding, inviting, removing."""
