"""The other programs that the tests need: a PostgreSQL cluster of their own, and Debian's QGIS."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

PASSWORD = "the pass/word"


PYTHON = Path("/usr/bin/python3")  # Debian's own: the qgis package belongs to it


def has_qgis():
    """Return whether the real QGIS is here."""
    if not PYTHON.exists():
        return False
    return subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode == 0


def binaries():
    """Return the folder of the newest installed PostgreSQL server that has PostGIS, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    for path in reversed(found):
        if Path(f"/usr/share/postgresql/{path.parts[-3]}/extension/postgis.control").exists():
            return path.parent
    return None


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def cluster(programs):
    """Start a cluster and yield its port; the user is `geomap` with `PASSWORD`, and may do everything."""
    user = "postgres" if os.geteuid() == 0 else None  # a server refuses to run as root
    folder = Path(tempfile.mkdtemp(prefix="geomap-postgres-"))
    if user:
        entry = pwd.getpwnam(user)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    secret = folder / "password"
    secret.write_text(PASSWORD + "\n")
    if user:
        os.chown(secret, entry.pw_uid, entry.pw_gid)
    port = free_port()

    def call(*arguments):
        done = subprocess.run(
            [str(one) for one in arguments],
            user=user, cwd=folder, check=False, capture_output=True, text=True, timeout=120,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr + done.stdout

    try:
        call(
            programs / "initdb", "-D", folder / "data", "-U", "geomap", "--auth=scram-sha-256",
            f"--pwfile={secret}", "--encoding=UTF8", "--no-sync",
        )  # fmt: skip
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        call(programs / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start")
        yield port
        call(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
