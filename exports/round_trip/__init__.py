"""Lists that are taken away, edited where there is no line, and brought back: what would change, and making it so."""
