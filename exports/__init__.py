"""What goes out and what comes back: handouts and uploads, upon the report, upon spreadsheet files."""
