"""Sample content, written for this project, so that every screen has something to show."""
