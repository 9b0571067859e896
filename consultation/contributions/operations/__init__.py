"""What concerns proposals and comments together: merging two people, publishing what was approved."""
