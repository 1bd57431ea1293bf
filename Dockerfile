# Fovea in a container: weights and exported graphs are inside, and nothing is fetched when it runs.
#
#   docker build -t fovea --build-arg TORCH_INDEX=ADDRESS .
#   docker run --rm --read-only -p 7860:7860 -v fovea-data:/data fovea
#
# BASE_IMAGE: any Debian-like image with Python 3.11 or newer and its venv module.
# TORCH_INDEX: where pip finds torch; empty means pip's own index (on Linux: the CUDA build, several GB).
# PIP_FIND_LINKS, PIP_NO_INDEX: for builds from a folder of wheels (scripts/docker-check does that).
ARG BASE_IMAGE=python:3.12-slim-bookworm

# Exports the graphs with torch, which stays behind in this stage.
FROM ${BASE_IMAGE} AS build
ARG TORCH_INDEX=""
ARG PIP_FIND_LINKS=""
ARG PIP_NO_INDEX=""
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /build
COPY requirements requirements
COPY scripts/docker-install scripts/install scripts/
RUN scripts/docker-install
COPY models models
COPY scripts/__init__.py scripts/export_all.py scripts/
RUN /opt/build/bin/python -m scripts.export_all graphs
COPY pyproject.toml setup.py README.md LICENSE ./
COPY static static
COPY templates templates
COPY app app
RUN FOVEA_WHEEL_GRAPHS=graphs /opt/build/bin/python setup.py --quiet build_py --build-lib /srv/fovea && chmod -R a+rX /srv/fovea
COPY scripts/docker-prune scripts/sbom.py scripts/
RUN scripts/docker-prune && /opt/build/bin/python -m scripts.sbom /opt/venv/lib/python3*/site-packages >/srv/fovea/sbom.json

FROM ${BASE_IMAGE}
RUN groupadd --gid 1000 fovea && useradd --uid 1000 --gid 1000 --no-create-home --home-dir /data fovea \
    && mkdir /data && chown 1000:1000 /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/fovea /srv/fovea
COPY LICENSE MODEL_CARD.md SECURITY.md /srv/fovea/
WORKDIR /srv/fovea
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    TYPER_USE_RICH=0 FOVEA_HOST=0.0.0.0 FOVEA_PORT=7860 FOVEA_DATA_DIR=/data FOVEA_CACHE_DIR=/data/engine
USER 1000:1000
VOLUME /data
EXPOSE 7860
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-c", \
    "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"FOVEA_PORT\"]}/readyz', timeout=4)"]
CMD ["python", "-m", "app", "serve"]
