"""The finished site in a browser; `make stress` runs it, for a fresh machine has no browser."""
