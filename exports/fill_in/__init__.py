"""Sheets that are filled in offline: what they ask for, and what came back."""
