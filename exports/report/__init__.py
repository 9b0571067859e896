"""What stands in a workbook: queries, sheets, their registry, and the checks before it is released."""
