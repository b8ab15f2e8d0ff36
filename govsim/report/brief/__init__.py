"""One page for a director: what a folder of results comes to, every number with its trace."""
