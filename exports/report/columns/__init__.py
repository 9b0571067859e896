"""Columns that several sheets share, and what a column is."""
