"""Building the framework's pages: coverage tables, and the page of a subject."""
