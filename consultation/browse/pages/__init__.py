"""The framework's pages: tables of coverage, and what a page says of its subject."""
