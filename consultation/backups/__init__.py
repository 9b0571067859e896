"""Backups: saving all data into a file, restoring it elsewhere, and copying it to another database."""
