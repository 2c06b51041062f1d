"""SCIM 2.0: the door by which a customer's directory says who is to have a seat."""
