"""Files that were sent in: read, looked at, accepted, undone."""
