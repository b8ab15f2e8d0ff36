"""Decisions under a budget: which measures, how strongly, how sure that is, and what would change it."""
