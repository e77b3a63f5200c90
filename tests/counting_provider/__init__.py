"""A provider that is a process of its own, counts what it was sent in a durable log, and behaves as badly as it is told."""
