"""The round trip: lists that are edited offline and sent back, what would change, and applying that."""
