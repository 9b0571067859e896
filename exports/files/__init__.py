"""Writing and reading spreadsheet files; nothing here knows what the cells mean."""
