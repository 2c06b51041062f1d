"""`curule doctor`: what is unsafe about this installation, told before somebody else finds it."""
