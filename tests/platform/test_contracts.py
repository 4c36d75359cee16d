"""The contract of the apps names each module of the composition root: a new one is placed on purpose."""

import pkgutil
import re
import tomllib

import cica_portal
from tests.platform.production import BASE


def test_the_contract_names_every_module_of_the_composition_root():
    contracts = tomllib.loads((BASE / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    named = set(re.findall(r"cica_portal\.(\w+)", contracts[0]["layers"][0]))
    modules = {module.name for module in pkgutil.iter_modules(cica_portal.__path__)}
    assert named == modules - {"common", "settings"}
