"""The account itself: its details, its history, its end."""
