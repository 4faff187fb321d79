"""Whether a folder is on another machine, where locks and shared memory of files do not work as on a disk."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

MOUNTS: Final = Path("/proc/self/mounts")
_NETWORK: Final = (
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "lustre", "gpfs", "beegfs", "ceph", "glusterfs", "afs", "9p", "fuse.sshfs",
    "fuse.glusterfs", "fuse.ceph", "fuse.s3fs", "fuse.rclone", "pvfs2", "orangefs", "panfs", "davfs", "fuse.davfs2",
)  # fmt: skip


def network_kind(folder: Path, mounts: Path = MOUNTS) -> str | None:
    """The kind of network file system that a folder is on; None on a disk, and where the system does not tell."""
    if os.name == "nt":
        return "unc" if str(folder.absolute()).startswith("\\\\") else None
    real, found = os.path.realpath(folder), ("", "")
    with suppress(OSError):
        for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
            _, point, kind, *_ = [*line.split(" "), "", "", ""]
            point = point.replace("\\040", " ")
            if (real == point or real.startswith(point.rstrip("/") + "/")) and len(point) >= len(found[0]):
                found = (point, kind)
    return found[1] if found[1] in _NETWORK else None
