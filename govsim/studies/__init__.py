"""Studies of many runs: factors, designs, engines, sweeps on disk, and which factors an outcome depends on."""
