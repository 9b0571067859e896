"""Spreadsheet files, written and read without knowing what is in them."""
