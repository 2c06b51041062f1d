"""`python -m curule` is the same as `curule`."""

from curule.cli.main import main

if __name__ == "__main__":
    main()
