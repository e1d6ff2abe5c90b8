from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import NoReverseMatch, get_resolver

TEMPLATES = settings.BASE_DIR / "templates"
STATIC = settings.BASE_DIR / "static"
FILES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.*") if path.suffix in {".html", ".txt"})
PAGES = [name for name in FILES if name.endswith(".html")]

COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", re.DOTALL)
ICON = re.compile(r"""{% include "_icon\.html" with name="([\w-]+)".*?%}""")
SILENT_TAG = re.compile(r"{% (?!translate|trans|blocktranslate|blocktrans|plural|include|block|element|slot)\w+.*?%}")


def source(name: str) -> str:
    return COMMENT.sub("", Path(TEMPLATES / name).read_text())


def elements(tag: str, html: str) -> list[tuple[str, str]]:
    """Attributes and content of each element of that name; template tags may hold ">" in quotes only."""
    attribute = r"(?:{%.*?%}|{{.*?}}|\"[^\"]*\"|'[^']*'|[^>\"'{])*"
    return re.findall(rf"<{tag}\b({attribute})>(.*?)</{tag}>", html, re.DOTALL)


@pytest.mark.parametrize("name", FILES)
def test_it_compiles(name: str) -> None:
    assert get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_it_keeps_to_the_content_security_policy(name: str) -> None:
    html = source(name)
    assert not re.search(r"<style\b", html)
    assert not re.search(r"""\sstyle\s*=""", html)
    assert not re.search(r"""\s(?:on[a-z]+|hx-on[\w:-]*)\s*=""", html)
    assert not re.search(r"javascript:", html)
    for attributes, _content in elements("script", html):
        assert "src=" in attributes or 'type="application/json"' in attributes
    assert not re.search(r"""<(?:script|link|img)\b[^>]*(?:src|href)=["'](?:https?:)?//""", html)


@pytest.mark.parametrize("name", PAGES)
def test_it_describes_every_image(name: str) -> None:
    for image in re.findall(r"<img\b(?:{%.*?%}|{{.*?}}|[^>])*>", source(name), re.DOTALL):
        assert re.search(r"\salt=", image), image


@pytest.mark.parametrize("name", [name for name in PAGES if not name.startswith("allauth/")])
@pytest.mark.parametrize("tag", ["button", "a", "summary"])
def test_it_names_every_control(name: str, tag: str) -> None:
    for attributes, content in elements(tag, source(name)):
        words = re.sub(r"<[^>]*>", "", SILENT_TAG.sub("", ICON.sub("", content)))
        assert words.strip() or "aria-label=" in attributes, f"<{tag}{attributes}>"


@pytest.mark.parametrize("name", PAGES)
def test_it_names_icons_and_files_that_exist(name: str) -> None:
    html = source(name)
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img/icons.svg").read_text()))
    assert set(ICON.findall(html)) <= drawn
    for path in re.findall(r"""{% static ['"]([^'"]+)['"]""", html):
        if not path.startswith(("mfa/", "account/")):
            assert (STATIC / path).is_file(), path


@pytest.mark.parametrize("name", FILES)
def test_it_links_to_views_that_exist(name: str) -> None:
    for view in re.findall(r"""{% url ['"]([\w:-]+)['"]""", source(name)):
        assert is_view(view), view


def is_view(name: str) -> bool:
    resolver = get_resolver()
    *namespaces, last = name.split(":")
    for namespace in namespaces:
        if namespace not in resolver.namespace_dict:
            raise NoReverseMatch(name)
        resolver = resolver.namespace_dict[namespace][1]
    return last in resolver.reverse_dict


@pytest.mark.parametrize("name", [name for name in PAGES if "<form" in source(name)])
def test_it_protects_every_posted_form(name: str) -> None:
    for attributes, content in elements("form", source(name)):
        if 'method="post"' in attributes:
            assert "{% csrf_token %}" in content, attributes
