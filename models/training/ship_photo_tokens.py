"""Turn trained queries into shipped weights.

    python -m models.training.ship_photo_tokens --run RUN

The first seed's resampler is shipped (float16: queries, keys, values); what every seed found on the test photos stays
beside it in the manifest.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from safetensors.numpy import load_file, save_file

from models.encoder.photo_tokens_table import WAYS
from models.encoder.resampler import RESAMPLER, WIDTH
from models.encoder.ribbon import COUNTS
from models.training.manifest import write_row
from models.weights import FOLDER, sha256_of

SHIPPED = ("queries", "keys", "values")


def main() -> None:
    """Weights and their row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    run = parser.parse_args().run
    reports = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(run.glob("[0-9].json"))]
    arrays = load_file(run / "0-resampled.safetensors")
    path = FOLDER / f"{RESAMPLER}.safetensors"
    save_file({name: arrays[name] for name in SHIPPED}, path)
    learned, tested = reports[0]["photos"]
    row = {
        "file": path.name,
        "sha256": sha256_of(path),
        "licence": "Apache-2.0; trained on photos and captions for research use, none of which is included",
        "script": "python -m models.training.visual_cells, photo_tokens, then ship_photo_tokens",
        "data": f"{learned:,} training photos of Flickr8k with their captions; dev and test left out",
        "config": {"width": WIDTH, "counts": list(COUNTS)},
        "training": reports[0]["recipe"],
        "metrics": {"photos": tested, "seeds": [{way: report[way] for way in WAYS} for report in reports]},
    }
    write_row(RESAMPLER, row)
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB of {len(reports)} seeds")


if __name__ == "__main__":
    main()
