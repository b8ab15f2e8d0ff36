"""Running scenarios: once, over seeds, and policy against policy."""
