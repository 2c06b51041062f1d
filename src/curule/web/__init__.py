"""The pages: the customers' portal, the vendor's console, sign-in and invitations."""
