"""Handouts: workbooks and CSV files that are asked for, made, recorded, kept, compared and verified."""
