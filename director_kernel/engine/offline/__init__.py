"""The deterministic director: reads a brief, asks what it must know, offers three ways, writes the plan, revises it. No key, no network."""
