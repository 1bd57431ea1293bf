"""What an installed Fovea is made of, as CycloneDX 1.6: its packages and its weights, with licences and digests.

python -m scripts.sbom [SITE_PACKAGES]      of this environment, or of the one whose folder that is; the image has
                                            its own as /srv/fovea/sbom.json
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from models.weights import manifest

TEXT_FIELD = 60  # characters; what is longer in License is the licence's text, not its name
UNNAMED = {  # packages whose metadata name no licence: read in their sources
    "annotated-doc": "MIT",
    "hf-xet": "Apache-2.0",
    "onnxruntime": "MIT",
    "tokenizers": "Apache-2.0",
}


def sbom(site: Path | None = None) -> dict[str, Any]:
    """The document."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "fovea", "licenses": named("Apache-2.0")}},
        "components": [*packages(site), *weights()],
    }


def packages(site: Path | None) -> Iterator[dict[str, Any]]:
    """Every distribution."""
    found = distributions(path=[str(site)]) if site else distributions()
    seen = {canonical(each): each for each in found}
    for name, each in sorted(seen.items()):
        yield {
            "type": "library",
            "name": name,
            "version": each.version,
            "purl": f"pkg:pypi/{name}@{each.version}",
            "licenses": named(licence_of(name, each)),
        }


def canonical(each: Distribution) -> str:
    """https://packaging.python.org/en/latest/specifications/name-normalization/"""
    return re.sub(r"[-_.]+", "-", each.metadata["Name"]).lower()


def licence_of(name: str, each: Distribution) -> str:
    """As its metadata say: the expression, the classifiers, or a short License field."""
    fields = each.metadata
    if fields["License-Expression"]:
        return str(fields["License-Expression"])
    kinds = [line.rpartition(" :: ")[2] for line in fields.get_all("Classifier") or [] if line.startswith("License ::")]
    said = (fields["License"] or "").strip()
    short = said if 0 < len(said) < TEXT_FIELD and "\n" not in said else ""
    return short or ", ".join(kinds) or UNNAMED.get(name, "unknown")


def weights() -> Iterator[dict[str, Any]]:
    """Every row of the manifest: its licence stands there even where its package names none."""
    for name, row in manifest()["weights"].items():
        yield {
            "type": "machine-learning-model",
            "name": name,
            "version": row["sha256"][:12],
            "hashes": [{"alg": "SHA-256", "content": row["sha256"]}],
            "licenses": named(row["licence"]),
        }


def named(licence: str) -> list[dict[str, Any]]:
    """A licence by its name."""
    return [{"license": {"name": licence}}]


if __name__ == "__main__":
    json.dump(sbom(Path(sys.argv[1]) if len(sys.argv) > 1 else None), sys.stdout, indent=1)
    sys.stdout.write("\n")
