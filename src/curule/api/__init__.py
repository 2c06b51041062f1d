"""The API: what the portal and the console do, for programs."""
