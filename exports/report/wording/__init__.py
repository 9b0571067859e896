"""The words of a workbook, in its language."""
