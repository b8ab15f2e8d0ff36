"""The `govsim` command. Everything heavy is imported by the command that needs it, so that `--help` answers at once."""

from govsim.cli.app import main

__all__ = ["main"]
