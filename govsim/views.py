"""What compiled rules see of the world, for type checkers, editors and readers.

All of it stands in `views.pyi`, which `python docs/generate.py` writes from the declarations of records, parameters and
tallies. Rules import it for their annotations alone; nothing of it is there when the program runs.
"""
