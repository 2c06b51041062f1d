"""What every door over HTTP shares: the clock, written ids, problems, pages of lists."""
