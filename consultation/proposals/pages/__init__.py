"""Handling a submitted form of a proposal, and preparing a proposal for its pages."""
