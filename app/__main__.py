"""`python -m app`, and the command `fovea`."""

from __future__ import annotations

from app.commands.cli import main

if __name__ == "__main__":
    main()
