"""What a workbook holds: of which consultation, for whom, which part of it."""
