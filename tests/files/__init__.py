"""Files as other people and programs make them: what is right for each is a test."""
