"""A file a sheet: its columns and its rows. No database, no app: frames in, frames out."""
