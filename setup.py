"""What pyproject.toml cannot say: pages, example photos and exported graphs go into the wheel with the code.

They are not below the packages in a checkout. FOVEA_WHEEL_GRAPHS names a folder of exported graphs (`make wheel` does);
without it the wheel holds none, and they are exported at the first run; with it weights that only exporting reads stay
out.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
# Weights that serving reads itself; tests/house/test_served_weights.py looks whether these are all.
SERVED = (
    "captioner.safetensors",
    "colour_words.safetensors",
    "flamingo.safetensors",
    "photo_tokens.safetensors",
    "visual_words.safetensors",
)


class BuildWithSite(build_py):
    """The packages, and beside them what they read."""

    def run(self) -> None:
        """Copy after the code; what an earlier build left there, such as graphs of older weights, goes first."""
        built = Path(self.build_lib)
        for package in ("app", "models"):
            shutil.rmtree(built / package, ignore_errors=True)
        super().run()
        for name in ("static", "templates"):
            shutil.copytree(ROOT / name, built / "app" / "site" / name, dirs_exist_ok=True)
        self._photos(built / "app" / "samples" / "photos")
        graphs = os.environ.get("FOVEA_WHEEL_GRAPHS")
        if graphs:
            ignored = shutil.ignore_patterns("*.lock", "*.partial", "tests")
            shutil.copytree(graphs, built / "models" / "shipped", ignore=ignored, dirs_exist_ok=True)
            for weights in (built / "models" / "weights").glob("*.safetensors"):
                if weights.name not in SERVED:  # the rest is in the graphs
                    weights.unlink()

    def _photos(self, out: Path) -> None:
        """The examples' photos, from scikit-image, which is then not needed where the wheel is installed."""
        found = importlib.util.find_spec("skimage")
        if found is None or not found.submodule_search_locations:
            raise SystemExit("Building needs scikit-image, whose photos are the examples: pip install scikit-image")
        names = re.findall(r'"(\w+\.(?:png|jpg))"', (ROOT / "app/samples/examples.py").read_text(encoding="utf-8"))
        out.mkdir(parents=True, exist_ok=True)
        for name in names:
            shutil.copyfile(Path(found.submodule_search_locations[0]) / "data" / name, out / name)


setup(cmdclass={"build_py": BuildWithSite})
