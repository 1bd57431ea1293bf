"""The real server with the fake attender, to look at pages without models: python -m tests.serve_fake --port 7861"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import uvicorn

from app.main import create_app
from app.settings import Settings
from tests.fakes import FakeAttender


def main() -> None:
    """Serve until interrupted; samples go with the process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=7861)
    parser.add_argument("--seconds", type=float, default=0.0, help="how long each model run takes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fovea-fake-") as folder:
        app = create_app(Settings(data_dir=Path(folder)), FakeAttender(options.seconds))
        uvicorn.run(app, port=options.port)


if __name__ == "__main__":
    main()
