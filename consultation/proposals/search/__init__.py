"""Finding proposals: filters, the full-text index, the words of a text."""
