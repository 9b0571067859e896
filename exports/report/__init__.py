"""The report: queries, sheets, their registry, and the checks before a workbook is released."""
