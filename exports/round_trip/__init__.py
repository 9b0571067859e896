"""Lists that are edited offline and brought back: what would change, and applying it."""
