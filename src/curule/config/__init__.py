"""Where the process meets its environment: typed variables, settings, entry points."""
