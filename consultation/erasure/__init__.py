"""What a contribution said is erased by one operation, from every place that stores text (docs/decisions/0037)."""
