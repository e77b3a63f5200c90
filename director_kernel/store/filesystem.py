"""What kind of disk a folder lies on, and writes that survive a power cut."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath

# Kinds that another machine (or a daemon) serves: WAL's shared memory doesn't reach across them, and their fsync may promise too much.
# https://www.sqlite.org/wal.html ("does not work over a network filesystem")
NETWORK_KINDS = frozenset(
    {"nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "afpfs", "webdav", "davfs", "9p"}
    | {"ceph", "glusterfs", "lustre", "beegfs", "gpfs", "orangefs", "ocfs2", "vboxsf", "sshfs"}
)
CLOUD_FOLDERS = ("Mobile Documents", "CloudStorage", "Dropbox", "OneDrive", "Google Drive", "GoogleDrive", "iCloudDrive", "pCloudDrive")


@dataclass(frozen=True)
class Disk:
    """A folder's file system. `network` is True where live runs must not keep their journal; `why` names it for people."""

    kind: str
    network: bool
    why: str = ""


def disk_of(path: Path) -> Disk:
    """The disk `path` (existing) lies on; kind "unknown", taken for local, where the system does not say."""
    resolved = path.resolve()
    if cloud := cloud_folder(resolved):
        return Disk("cloud", True, f"{cloud} synchronises files behind the database's back")
    kind = kind_from_mounts(_mounts(), resolved)
    return Disk(kind, True, f"{kind} is a network or user-space file system") if is_network(kind) else Disk(kind, False)


def is_network(kind: str) -> bool:
    """True for kinds served from elsewhere; `fuseblk` is a local disk."""
    return kind in NETWORK_KINDS or kind == "fuse" or kind.startswith("fuse.")


def cloud_folder(path: PurePath) -> str:
    """The cloud drive a path goes through, "" for none."""
    return next((part for part in path.parts for cloud in CLOUD_FOLDERS if part == cloud or part.startswith(cloud + " ")), "")


def kind_from_mounts(mounts: list[tuple[str, str]], path: PurePath) -> str:
    """The kind of the deepest mount that holds `path`; later mounts cover earlier ones."""
    best, kind = -1, "unknown"
    for point, mounted in mounts:
        depth = len(PurePath(point).parts)
        if depth >= best and (path == PurePath(point) or PurePath(point) in path.parents):
            best, kind = depth, mounted
    return kind


def linux_mounts(text: str) -> list[tuple[str, str]]:
    """(mount point, kind) of each line of `/proc/self/mountinfo`; octal escapes undone."""
    found = []
    for line in text.splitlines():
        left, _, right = line.partition(" - ")
        fields = left.split()
        if len(fields) >= 5 and right:
            found.append((fields[4].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"), right.split()[0]))
    return found


def bsd_mounts(text: str) -> list[tuple[str, str]]:
    """(mount point, kind) of each line macOS's `mount` prints: `/dev/disk1 on / (apfs, local)`."""
    found = []
    for line in text.splitlines():
        _, on, rest = line.partition(" on ")
        point, opened, kinds = rest.rpartition(" (")
        if on and opened:
            found.append((point, kinds.rstrip(")").split(",")[0].strip()))
    return found


def _mounts() -> list[tuple[str, str]]:
    if sys.platform == "linux":
        try:
            return linux_mounts(Path("/proc/self/mountinfo").read_text())
        except OSError:
            return []
    if sys.platform == "darwin":
        return bsd_mounts(subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False).stdout)
    return []


def fsync_file(path: Path) -> None:
    """The file's bytes are on the disk when this returns."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def fsync_folder(path: Path) -> None:
    """The folder's names are on the disk when this returns (Windows keeps them with the file and has nothing to sync)."""
    if sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
