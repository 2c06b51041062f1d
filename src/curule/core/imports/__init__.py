"""What other systems export about customers, read as customers who go on here."""
