"""What is learned from what happens here: outcomes, preferences, and what they cost."""
