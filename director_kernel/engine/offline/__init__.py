"""The deterministic director: reads a brief, asks what it must know, offers three ways, writes the plan, revises it. No key, no network."""

from director_kernel.engine.offline.director import OfflineDirector
from director_kernel.engine.offline.state import DirectorState, Reply

__all__ = ["DirectorState", "OfflineDirector", "Reply"]
