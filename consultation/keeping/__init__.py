"""Files that were handed out and are kept for a while, and erasing contributions from them."""
