"""Signing in: links, keys, sessions, and the accounts they open."""
