"""Checks between a request and its view: access, rate limits, input; and the headers of answers."""
