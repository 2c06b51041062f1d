"""What falls due as time passes, on the real clock and on test clocks."""
