"""Files that were handed out and are kept for a while, and what is let go when a contribution is taken back."""
