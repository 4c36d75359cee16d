"""The scripts that the documentation shows, loaded as they stand there."""

import importlib.util
from pathlib import Path
from types import ModuleType

from django.conf import settings

DOCS = Path(settings.BASE_DIR) / "docs"


def load_script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
