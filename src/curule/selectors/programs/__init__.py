"""What the vendor's programs see: the rows of all customers of one mode, in lists that go on."""
