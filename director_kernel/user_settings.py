"""What a person chose once for all their workspaces: small JSON values in one file of their configuration folder."""

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from director_kernel.errors import WorkspaceError

FILE = "settings.json"
LOCK_SECONDS = 10


def config_folder() -> Path:
    """`DIRECTOR_CONFIG`, else the system's place for a person's configuration."""
    named = os.environ.get("DIRECTOR_CONFIG")
    if named:
        return Path(named).expanduser().absolute()
    from platformdirs import user_config_path

    return user_config_path("director-kernel", appauthor=False)


class UserSettings:
    """Key → JSON value, kept in `settings.json`. Several processes may set at once: each change is made to what is there then."""

    def __init__(self, folder: Path | None = None) -> None:
        self.path = (folder or config_folder()) / FILE

    def get(self, key: str, default: Any = None) -> Any:
        """The value, or `default`. Raises WorkspaceError for a damaged file."""
        return self.all().get(key, default)

    def all(self) -> dict[str, Any]:
        """Everything that was set; {} before anything was. Raises WorkspaceError for a damaged file."""
        try:
            found = json.loads(self.path.read_bytes())
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise WorkspaceError(f"{self.path} can't be read ({error.strerror}); mend its permissions, or set DIRECTOR_CONFIG.") from None
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise WorkspaceError(f"{self.path} is no JSON object any more; mend it, or delete it to begin anew.")
        return found

    def set(self, key: str, value: Any) -> None:
        """Keeps `value`; None forgets the key. Raises WorkspaceError where the file is damaged or can't be written."""
        from filelock import FileLock, Timeout

        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self.path.with_name(f"{FILE}.lock"), timeout=LOCK_SECONDS):
                found = self.all()
                if value is None:
                    found.pop(key, None)
                else:
                    found[key] = value
                self._replace(json.dumps(found, indent=2, sort_keys=True) + "\n")
        except (OSError, Timeout) as error:
            why = getattr(error, "strerror", None) or "somebody else holds it"
            raise WorkspaceError(f"{self.path} can't be written ({why}); mend that, or let DIRECTOR_CONFIG name another folder.") from None

    def _replace(self, text: str) -> None:
        """The whole file at once: whoever reads meanwhile, or after a power cut, finds the old one or the new one."""
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{FILE}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, self.path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise
