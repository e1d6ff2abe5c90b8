from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.management import call_command


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from django.test import override_settings

    root = tmp_path_factory.mktemp("collected")
    storage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    with override_settings(STATIC_ROOT=root, STORAGES={**project.STORAGES, "staticfiles": storage}):
        call_command("collectstatic", interactive=False, verbosity=0)
    return root


def manifest(collected: Path) -> dict[str, Any]:
    names: dict[str, Any] = json.loads((collected / "staticfiles.json").read_text())["paths"]
    return names


def test_it_collects_under_names_that_can_be_cached_for_ever(collected: Path) -> None:
    names = manifest(collected)
    for name in ("css/global.css", "js/toast.js", "vendor/htmx.min.js", "img/icons.svg"):
        assert names[name] != name
        assert (collected / names[name]).is_file()


def test_style_sheets_name_the_cached_pictures(collected: Path) -> None:
    sheet = (collected / manifest(collected)["css/field.css"]).read_text()
    pictures = re.findall(r'url\("\.\./(img/[^"]+)"\)', sheet)
    assert pictures
    assert all((collected / picture).is_file() and picture in manifest(collected).values() for picture in pictures)


def test_modules_import_nothing_whose_name_would_change() -> None:
    for module in (project.BASE_DIR / "static" / "js").glob("*.js"):
        assert not re.search(r"^\s*(?:import|export .* from)\b", module.read_text(), re.MULTILINE), module.name
