"""From rows to the bytes of a workbook or of CSV files."""
