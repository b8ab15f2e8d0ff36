"""The live page: two offices on the same luck, computed and then played. Nothing below imports it."""
