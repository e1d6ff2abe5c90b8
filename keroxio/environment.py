"""What the environment may say, checked before Django starts."""

from __future__ import annotations

import os
import secrets
import sys
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "KEROXIO_"
UNPREFIXED = ("DATABASE_URL", "REDIS_URL", "SENTRY_DSN", "RESEND_API_KEY")

Words = Annotated[tuple[str, ...], NoDecode]


class Environment(BaseSettings):
    """Every setting an operator may give; README.md has the same list as a table."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    database_url: str = Field("", validation_alias="DATABASE_URL")
    redis_url: str = Field("", validation_alias="REDIS_URL")
    sentry_dsn: str = Field("", validation_alias="SENTRY_DSN")
    resend_api_key: str = Field("", validation_alias="RESEND_API_KEY")
    secret_key: str = ""
    debug: bool = False
    demonstration: bool = False
    allowed_hosts: Words = ("localhost", "127.0.0.1", "[::1]")
    csrf_trusted_origins: Words = ()
    https: bool = False
    data_dir: Path = ROOT / "var"
    weights_dir: Path = ROOT / "weights"
    default_from_email: str = "Keroxio <bonjour@localhost>"
    s3_bucket: str = ""
    s3_endpoint_url: str = ""
    s3_region: str = ""
    s3_access_key_id: str = ""
    s3_secret_access_key: str = ""
    registry: Literal["", "auto-ways", "rapidapi"] = ""
    registry_key: str = ""
    registry_url: str = ""
    lookup_hit_days: int = Field(30, ge=0, le=365)
    lookup_miss_hours: int = Field(24, ge=0, le=24 * 365)
    lookups_per_month: int = Field(200, ge=0)
    lookup_price_eur: Decimal = Field(Decimal(0), ge=0, le=100)
    plate_recognizer_token: str = ""
    plate_recognizer_url: str = ""
    plate_recognizer_regions: Words = ("fr", "be", "de", "es")
    plate_recognizer_backup: bool = False
    cutout_model: str = "u2net"
    remove_bg_key: str = ""
    remove_bg_url: str = ""
    remove_bg_size: Literal["preview", "full", "auto"] = "full"
    remove_bg_backup: bool = False
    llm_base_url: str = ""
    llm_api_key: str = ""
    llm_model: str = ""
    llm_timeout: int = Field(60, ge=1, le=600)
    worker_threads: int = Field(2, ge=1, le=64)
    bulk_turn: int = Field(4, ge=1, le=1000)
    studio_width: int = Field(2560, ge=640, le=4096)
    batch_photos: int = Field(500, ge=1, le=5000)
    log_format: Literal["console", "json"] = "console"

    @field_validator("allowed_hosts", "csrf_trusted_origins", "plate_recognizer_regions", mode="before")
    @classmethod
    def split_words(cls, value: object) -> object:
        return tuple(word.strip() for word in value.split(",") if word.strip()) if isinstance(value, str) else value

    @field_validator("secret_key")
    @classmethod
    def be_long_enough(cls, key: str) -> str:
        # Tokens are signed by HMAC-SHA256, whose key is to be as long as its hash (RFC 7518, 3.2).
        if key and len(key.encode()) < 32:
            raise ValueError("must have at least 32 characters")
        return key

    @field_validator("csrf_trusted_origins")
    @classmethod
    def need_a_scheme(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if urlsplit(origin).scheme not in {"http", "https"}:
                raise ValueError(f"{origin!r} must begin with http:// or https://")
        return origins

    @field_validator("registry_url", "plate_recognizer_url", "remove_bg_url")
    @classmethod
    def be_an_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and not (parts.scheme in {"http", "https"} and parts.hostname):
            raise ValueError("must begin with http:// or https://")
        return url

    @field_validator("database_url")
    @classmethod
    def know_the_database(cls, url: str) -> str:
        if url and urlsplit(url).scheme not in {"postgres", "postgresql", "sqlite"}:
            raise ValueError("must begin with postgresql:// or sqlite:///")
        return url

    @field_validator("redis_url")
    @classmethod
    def know_the_broker(cls, url: str) -> str:
        if url and urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
            raise ValueError("must begin with redis:// or rediss://")
        return url

    @model_validator(mode="after")
    def agree(self) -> Environment:
        if self.redis_url and not self.secret_key:
            raise ValueError("KEROXIO_SECRET_KEY is needed when several machines share the work (REDIS_URL is set)")
        if self.llm_base_url and urlsplit(self.llm_base_url).scheme not in {"http", "https"}:
            raise ValueError("KEROXIO_LLM_BASE_URL must begin with http:// or https://")
        if self.llm_base_url and not self.llm_model:
            raise ValueError("KEROXIO_LLM_BASE_URL without KEROXIO_LLM_MODEL")
        if self.s3_endpoint_url and not self.s3_bucket:
            raise ValueError("KEROXIO_S3_ENDPOINT_URL without KEROXIO_S3_BUCKET")
        if bool(self.registry) != bool(self.registry_key):
            raise ValueError("KEROXIO_REGISTRY and KEROXIO_REGISTRY_KEY are set together or not at all")
        return self

    def secret(self) -> str:
        """The given key, or one made on first use and kept beside the data of this machine."""
        if self.secret_key:
            return self.secret_key
        kept = self.data_dir / "secret_key"
        if not kept.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            made = kept.with_name(f"secret_key.{os.getpid()}")
            made.write_text(secrets.token_urlsafe(50))
            made.chmod(0o600)
            made.rename(kept)
        return kept.read_text()


def read_environment() -> Environment:
    """Exits with one line per fault: a wrong setting is the operator's business, not a traceback."""
    known = {PREFIX + name.upper() for name in Environment.model_fields}
    faults = [f"{name}: unknown setting" for name in os.environ if name.startswith(PREFIX) and name not in known]
    try:
        environment = Environment.model_validate({})
    except ValidationError as error:
        faults += [
            f"{_variable(fault['loc'])}: {fault['msg'].removeprefix('Value error, ')}" for fault in error.errors()
        ]
    if faults:
        sys.exit("Keroxio cannot start, its environment is wrong:\n" + "\n".join(f"  {fault}" for fault in faults))
    return environment


def _variable(location: tuple[int | str, ...]) -> str:
    name = str(location[0]).upper() if location else "settings"
    return name if name in UNPREFIXED or not location else PREFIX + name
