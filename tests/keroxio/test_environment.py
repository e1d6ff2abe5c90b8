from __future__ import annotations

from pathlib import Path

import pytest

from keroxio.environment import PREFIX, UNPREFIXED, Environment, read_environment

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("KEROXIO_TYPO", "1", "KEROXIO_TYPO: unknown setting"),
        ("KEROXIO_SECRET_KEY", "short", "KEROXIO_SECRET_KEY: must have at least 32 characters"),
        ("KEROXIO_DEBUG", "perhaps", "KEROXIO_DEBUG: "),
        ("KEROXIO_WORKER_THREADS", "0", "KEROXIO_WORKER_THREADS: "),
        ("KEROXIO_CSRF_TRUSTED_ORIGINS", "garage.fr", "must begin with http:// or https://"),
        ("KEROXIO_S3_ENDPOINT_URL", "http://s3", "without KEROXIO_S3_BUCKET"),
        ("DATABASE_URL", "mysql://db", "DATABASE_URL: must begin with postgresql://"),
        ("KEROXIO_REGISTRY", "somebody", "KEROXIO_REGISTRY: "),
        ("KEROXIO_REGISTRY", "auto-ways", "KEROXIO_REGISTRY and KEROXIO_REGISTRY_KEY are set together"),
        ("KEROXIO_REGISTRY_URL", "ftp://there", "KEROXIO_REGISTRY_URL: must begin with http:// or https://"),
        ("KEROXIO_LOOKUPS_PER_MONTH", "-1", "KEROXIO_LOOKUPS_PER_MONTH: "),
        ("KEROXIO_PLATE_RECOGNIZER_URL", "there", "KEROXIO_PLATE_RECOGNIZER_URL: must begin with http:// or https://"),
        ("REDIS_URL", "http://redis", "REDIS_URL: must begin with redis://"),
    ],
)
def test_it_names_what_is_wrong(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as stopped:
        read_environment()
    assert said in str(stopped.value)


def test_several_machines_need_a_common_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://localhost")
    monkeypatch.delenv("KEROXIO_SECRET_KEY", raising=False)
    with pytest.raises(SystemExit, match="KEROXIO_SECRET_KEY is needed"):
        read_environment()


def test_it_makes_a_secret_once_and_keeps_it_to_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KEROXIO_DATA_DIR", str(tmp_path / "new"))
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.delenv("KEROXIO_SECRET_KEY", raising=False)
    first = read_environment().secret()
    assert len(first) > 40
    assert read_environment().secret() == first
    assert (tmp_path / "new" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_it_splits_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEROXIO_ALLOWED_HOSTS", "garage.fr, www.garage.fr")
    assert read_environment().allowed_hosts == ("garage.fr", "www.garage.fr")


def test_the_readme_lists_every_setting() -> None:
    readme = (ROOT / "README.md").read_text()
    names = [name.upper() if name.upper() in UNPREFIXED else PREFIX + name.upper() for name in Environment.model_fields]
    assert [name for name in names if f"`{name}`" not in readme] == []
