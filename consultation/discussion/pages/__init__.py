"""From a comment's form to a page."""
