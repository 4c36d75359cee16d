"""The signing key of an embedded portal: made on first start, readable by its owner only."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key


def make_private_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"Cannot write in {folder}: {error.strerror}.") from None


def read_or_make_key(path: Path) -> str:
    make_private_folder(path.parent)
    try:
        _write_key_once(path)
        key = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"Cannot write in {path.parent}: {error.strerror}.") from None
    if len(key) < 50:
        raise ImproperlyConfigured(f"{path} holds no usable key. Delete it: a new one is made at the next start.")
    return key


def _write_key_once(path: Path) -> None:
    """Written beside and linked into place: a second process never sees half a key, the first one stays."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(get_random_secret_key() + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
