"""A folder of CAs in OpenSSL's layout: one file each, named by the hash of its subject.

OpenSSL, and what is built on it, looks a CA up there by its name. `openssl rehash` makes the same
layout from links; here each file is a copy, because not every system and user may make links.
"""

import os
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from ringback.files import replace_atomically

# A folder that no start has used for so long is removed, in seconds. By then the root in it has
# expired, so no running client needs it.
_UNUSED = 400 * 24 * 3600


def write_hashed_folder(parent: Path, certificates: Sequence[str]) -> Path:
    """Return the folder below `parent` that has these PEM certificates; write what it lacks.

    Its name depends on the certificates alone. So other certificates are in another folder, and
    clients that use this one lose nothing. Processes that start at the same time write the same
    files, each atomically.
    """
    ordered = sorted(certificates)
    folder = parent / sha256("\n".join(ordered).encode()).hexdigest()[:16]
    if not _is_complete(folder, ordered):
        folder.mkdir(parents=True, exist_ok=True)
        for name, certificate in _name_files(ordered):
            replace_atomically(folder / name, _content(certificate), mode=0o644)
        _remove_unused(parent)
    with suppress(OSError):  # another user's folder serves as well
        os.utime(folder)
    return folder


def _content(certificate: str) -> bytes:
    return f"{certificate}\n".encode()


def _is_complete(folder: Path, certificates: Sequence[str]) -> bool:
    """Return whether a folder has as many files and bytes as it should have.

    A power failure may have left empty files, and a cleaner of temporary files may have taken some.
    """
    try:
        with os.scandir(folder) as entries:
            sizes = [each.stat().st_size for each in entries if not each.name.startswith(".")]
    except OSError:
        return False
    expected = (len(certificates), sum(len(_content(each)) for each in certificates))
    return (len(sizes), sum(sizes)) == expected


def _name_files(certificates: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the name of each certificate's file; what OpenSSL cannot read is left out."""
    from OpenSSL import crypto  # slow to load, and needed only when certificates have changed

    numbers: Counter[int] = Counter()
    for certificate in certificates:
        try:
            loaded = crypto.load_certificate(crypto.FILETYPE_PEM, certificate.encode())
        except crypto.Error:
            continue
        subject = int(loaded.subject_name_hash())
        yield f"{subject:08x}.{numbers[subject]}", certificate
        numbers[subject] += 1


def _remove_unused(parent: Path) -> None:
    for folder in parent.iterdir():
        with suppress(FileNotFoundError):  # another start has removed it
            if folder.stat().st_mtime < time.time() - _UNUSED:
                shutil.rmtree(folder, ignore_errors=True)
