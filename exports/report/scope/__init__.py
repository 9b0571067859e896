"""The scope of a workbook: its consultation, audience, filter and selection."""
