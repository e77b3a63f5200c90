"""The workspace on disk: journal, ledger, assets."""

from director_kernel.store.workspace import Workspace

__all__ = ["Workspace"]
