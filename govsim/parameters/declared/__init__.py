"""The declarations of all parameters: a package a section, a file a topic."""
