"""Uploads: files that are sent back, read, previewed, accepted or discarded, and undone."""
