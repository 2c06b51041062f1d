"""The background loop: sweeps for what is due, and the relay of the outbox."""
