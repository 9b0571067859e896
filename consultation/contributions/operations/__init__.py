"""Writes of proposals and comments together: merging two participants, releasing what was approved."""
