"""What can be set from outside: every field is also an environment variable FOVEA_<NAME>."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import ByteSize, Field, NonNegativeInt, PositiveFloat, PositiveInt, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.places import user_folder


class Settings(BaseSettings):
    """Where to listen, where to keep things, and how much of everything is allowed."""

    model_config = SettingsConfigDict(env_prefix="FOVEA_", frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on; 0.0.0.0 for every interface.")
    port: int = Field(7860, ge=0, le=65535, description="Port to listen on.")
    workers: PositiveInt = Field(1, description="Server processes; each holds its own copy of the models.")
    root_path: str = Field("", description="Path prefix when hosted under one, such as /fovea.")
    forwarded_allow_ips: str = Field("127.0.0.1", description="Proxies whose X-Forwarded-* headers are believed.")
    frame_ancestors: str = Field("'self'", description="Who may show the page in a frame (a CSP source list).")
    allowed_hosts: str = Field("*", description="Names that the server answers to, with commas between; `*`: any.")
    access_token: SecretStr = Field(
        SecretStr(""), description="A private instance: what browsers ask for as password; empty: open to all."
    )
    requests_per_minute: NonNegativeInt = Field(0, description="Most requests of one client a minute; 0: no limit.")
    client_requests: NonNegativeInt = Field(100, description="Most requests of one client at once; 0: no limit.")
    max_connections: PositiveInt = Field(1000, description="Most connections at once, in each worker.")
    metrics: bool = Field(False, description="Whether /metrics tells Prometheus what is counted.")
    log_format: Literal["text", "json"] = Field("text", description="How lines of the log look: text or json.")
    log_requests: bool = Field(False, description="Whether every request is a line of the log, by its route.")

    data_dir: Path = Field(user_folder("data"), description="Folder of the samples' database.")
    redis_url: SecretStr = Field(
        SecretStr(""),
        description="Samples in Redis, for several machines: `redis://HOST:6379/0`; empty: in the folder.",
    )
    cache_dir: Path = Field(user_folder("cache") / "engine", description="Folder of the exported networks.")
    weights_dir: Path = Field(
        user_folder("data") / "weights",
        description="Folder of your own weights for other networks, such as torchvision_resnet18.pth.",
    )
    zoo_downloads: bool = Field(
        False, description="Whether anybody may have the server fetch weights of torchvision and timm by name."
    )
    zoo_bytes: ByteSize = Field(
        ByteSize(4_000_000_000),
        description="Disk for exported networks of torchvision and timm; the longest unused go.",
    )

    hub_dir: Path = Field(
        user_folder("data") / "hub",
        description="Folder of your own CLIP and BLIP checkpoints, a folder each (needs the extra `hub`).",
    )
    hub_downloads: bool = Field(False, description="Whether anybody may have the server fetch checkpoints by name.")

    max_upload_bytes: ByteSize = Field(ByteSize(20_000_000), description="Largest photo file.")
    body_seconds: PositiveFloat = Field(120.0, description="How long a photo may take to arrive.")
    body_bytes: ByteSize = Field(ByteSize(400_000_000), description="Memory for all photos that are on their way in.")
    max_pixels: PositiveInt = Field(50_000_000, description="Most pixels (width x height) a photo may decode to.")
    max_side: PositiveInt = Field(1600, description="Longest side of a kept photo, in pixels.")
    max_sentence: PositiveInt = Field(2000, description="Most characters of a sentence.")

    max_samples: PositiveInt = Field(5000, description="Most samples kept; the oldest go first.")
    max_store_bytes: ByteSize = Field(ByteSize(2_000_000_000), description="Most bytes of photos kept.")
    max_age_days: PositiveFloat = Field(30.0, description="Days a sample is kept.")
    max_result_bytes: ByteSize = Field(
        ByteSize(64_000_000),
        description="Most bytes of finished long work kept, for all workers; the oldest goes first.",
    )

    slots: PositiveInt = Field(2, description="Model runs at the same time, in each worker.")
    queue_size: NonNegativeInt = Field(32, description="Requests that may wait for a slot before others are told 503.")
    queue_seconds: PositiveFloat = Field(
        20.0, description="How long a request may expect to wait for a slot; who would wait longer is told 503 at once."
    )
    long_share: PositiveInt = Field(4, description="Places of one client in the queue of long work, which has 17.")
    cache_bytes: ByteSize = Field(ByteSize(200_000_000), description="Memory for features and maps of recent photos.")
    lab_bytes: ByteSize = Field(ByteSize(64_000_000), description="Memory for the layers of recent photos.")
    network_bytes: ByteSize = Field(ByteSize(250_000_000), description="Memory for the networks that the labs run.")
    warm_wait_seconds: PositiveFloat = Field(30.0, description="How long a request waits for the models to warm up.")

    @property
    def database(self) -> Path:
        """File of the sample store."""
        return self.data_dir / "samples.sqlite3"
