"""Verifying a file: whether it was handed out here, by its bytes or by what its cells say, and what was changed."""
