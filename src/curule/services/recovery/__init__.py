"""What the world knows beside what the database knows."""
