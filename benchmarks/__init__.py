"""Benchmarks: how fast govsim is, next to what it is measured against (see README.md)."""
