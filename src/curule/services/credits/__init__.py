"""What the vendor's finance gives back or gives up."""
