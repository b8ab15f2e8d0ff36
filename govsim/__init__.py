"""govsim: an agent-based simulation of grass-roots safety supervision."""
