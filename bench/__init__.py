"""How fast it is, as ratios formed inside a round: `make bench`. What the figures say is in docs/performance.md."""
