"""Writing sheets as a workbook or as CSV files."""
