"""A command from an image's configuration (`buildah inspect`), its words separated by NUL for bash's mapfile.

python -m scripts.image_command image.json Cmd
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def words(path: Path, name: str) -> list[str]:
    """Cmd as it stands; of Healthcheck what follows CMD."""
    config = json.loads(path.read_text())["Docker"]["config"]
    command: list[str] = config["Healthcheck"]["Test"][1:] if name == "Healthcheck" else config[name]
    return command


if __name__ == "__main__":
    print(*words(Path(sys.argv[1]), sys.argv[2]), sep="\0", end="\0")
