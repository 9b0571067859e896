"""Workbooks, whichever of the two families of formats they are in: their sheets as rows of text."""
