"""`python -m govsim` is the `govsim` command."""

from govsim.cli import main

if __name__ == "__main__":
    main()
