"""Films as projects: changes to them, workflows that turn them into plans and take in what was made, and eyes that look them over."""
