"""The site as an administrator installs and runs it, by the README."""
