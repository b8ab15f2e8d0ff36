"""Investigations: why one accident happened, what would have averted it, and who had it in hand."""
