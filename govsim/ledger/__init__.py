"""An office's own inspection ledger.

Read and checked, then what it can tell, with intervals, as values for a scenario.
"""
