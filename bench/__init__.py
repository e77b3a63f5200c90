"""Measurements beside a peer or a physical limit, taken in the same run: ratios and medians, never absolute promises."""
