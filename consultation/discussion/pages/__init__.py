"""Handling a submitted form of a comment."""
