"""The workspace on disk: journal, ledger, assets. `Connection` is what a transition is given to write with."""

from sqlite3 import Connection

from director_kernel.store.workspace import Workspace

__all__ = ["Connection", "Workspace"]
