"""What templates can say and draw."""
