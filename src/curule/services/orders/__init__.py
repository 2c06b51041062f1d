"""Orders: placed from quotes, offered, confirmed."""
