"""CLIP: two towers that meet in one cosine. It never looks at a place; what can be shown is an after-thought.

A place's vector, sent through the projection that was trained for the class token alone, lies in the space of the
texts, so that its cosine with a word's vector can be drawn. CLIP was not trained for it: with trained weights the plain
form often lights up what is around the thing (Li et al. 2023, arXiv:2304.05653). `alone` is MaskCLIP's form (Zhou et
al. 2022, arXiv:2112.01071): in the last layer each place attends to itself only.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch.nn.functional import normalize

from models.fusion_results import StrategyReading
from models.hub.checkpoint import Checkpoint
from models.hub.finite import finite
from models.hub.tokens import HubSentence, padded, tokenise
from models.hub_results import Fit, HubFacts, HubKind, HubMap, HubPhoto, HubReading, MapKind, Rival
from models.results import FloatArray, Pixels


class ClipReader:
    """A CLIPModel checkpoint."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self._checkpoint = checkpoint
        self._model: Any = checkpoint.model
        self._scale = float(self._model.logit_scale.exp())
        self.facts = facts_of(checkpoint)

    @torch.inference_mode()
    def look(self, photo: Pixels, fit: Fit) -> HubPhoto:
        """(1 + places, width) of the vision tower, and its last layer without attention among places."""
        square = self._checkpoint.square
        fit = fit if fit in square.fits else Fit.SQUASH
        out = self._model.vision_model(torch.from_numpy(square.read(photo, fit)), output_hidden_states=True)
        height, width = photo.shape[:2]
        alone = self._alone(out.hidden_states[-2][0, 1:])
        frame = square.frame(width, height, fit)
        return HubPhoto(width, height, fit, frame, out.last_hidden_state[0].numpy(), alone.numpy())

    def _alone(self, states: torch.Tensor) -> torch.Tensor:
        """The last layer of the vision tower with the identity for attention: (places, width) -> the same."""
        layer = self._model.vision_model.encoder.layers[-1]
        states = states + layer.self_attn.out_proj(layer.self_attn.v_proj(layer.layer_norm1(states)))
        return states + layer.mlp(layer.layer_norm2(states))

    @torch.inference_mode()
    def read(self, photo: HubPhoto, sentence: str, rivals: Sequence[str] = ()) -> HubReading:
        """Cosines of places and words; the match is the sentence's share among its rivals, 1 without any."""
        start = time.perf_counter()
        heard = self._hear(sentence)
        others = tuple(each for each in dict.fromkeys(rivals) if each != sentence)
        logits = self._logits(photo, (sentence, *others))
        shares = _softmax(logits)
        maps = self._maps(photo, heard)
        shown = _softmax(maps[0].words.reshape(len(heard.words), -1) * self._scale).reshape(maps[0].words.shape)
        spent = 1000 * (time.perf_counter() - start)
        told = tuple(map(Rival, others, shares[1:].tolist()))
        return HubReading(
            facts=self.facts, width=photo.width, height=photo.height, fit=photo.fit, frame=photo.frame,
            sentence=sentence, words=heard.words, cut_at=heard.cut_at, tokens=heard.tokens, pooling=heard.pooling,
            reading=StrategyReading(HubKind.CLIP, float(logits[0]), float(shares[0]), shown, (), spent),
            maps=maps, gradients=None, elsewhere=None, rivals=told, cosine=float(logits[0]) / self._scale,
        )  # fmt: skip

    @torch.inference_mode()
    def matches(self, photo: HubPhoto, sentences: Sequence[str]) -> FloatArray:
        """(N,) softmax among the sentences."""
        return _softmax(self._logits(photo, sentences))

    def _maps(self, photo: HubPhoto, heard: HubSentence) -> tuple[HubMap, HubMap]:
        """Both kinds of cosine; a word's vector is that of the word as a text of its own."""
        texts = self._texts([self._hear(word.text) for word in heard.words] + [heard])
        assert photo.alone is not None
        plain = self._cosines(photo.states[1:], texts, MapKind.SIMILARITY)
        return plain, self._cosines(photo.alone, texts, MapKind.ALONE)

    def _cosines(self, places: FloatArray, texts: torch.Tensor, kind: MapKind) -> HubMap:
        values = (texts @ self._projected(places).T).numpy().reshape(len(texts), *self.facts.grid)
        finite(self.facts.name, kind.value, values)
        return HubMap(kind, values[:-1], values[-1])

    def _logits(self, photo: HubPhoto, sentences: Sequence[str]) -> FloatArray:
        """(N,) cosine of the class token and each sentence, times CLIP's learned scale."""
        texts = self._texts([self._hear(each) for each in sentences])
        logits = self._scale * (texts @ self._projected(photo.states[:1]).T)[:, 0].numpy()
        return finite(self.facts.name, "logits", np.asarray(logits, np.float32))

    def _projected(self, states: FloatArray) -> torch.Tensor:
        """(N, width) of the vision tower -> unit vectors in the space of the texts."""
        normed = self._model.vision_model.post_layernorm(torch.from_numpy(states))
        return normalize(self._model.visual_projection(normed), dim=-1)

    def _texts(self, heard: Sequence[HubSentence]) -> torch.Tensor:
        """Sentences -> unit vectors (N, projection)."""
        padding = self._checkpoint.tokenizer.pad_token_id
        ids, mask = padded([each.ids for each in heard], 0 if padding is None else padding)
        vectors = self._model.get_text_features(torch.from_numpy(ids), torch.from_numpy(mask)).pooler_output
        return normalize(vectors, dim=-1)

    def _hear(self, sentence: str) -> HubSentence:
        return tokenise(self._checkpoint.tokenizer, sentence, self.facts.tokens)


def facts_of(checkpoint: Checkpoint) -> HubFacts:
    """From the model's config."""
    config = checkpoint.model.config
    side = config.vision_config.image_size // config.vision_config.patch_size
    return HubFacts(
        str(checkpoint.name),
        HubKind.CLIP,
        sum(each.numel() for each in checkpoint.model.parameters()),
        config.vision_config.image_size,
        (side, side),
        config.vision_config.num_hidden_layers,
        config.vision_config.num_attention_heads,
        config.text_config.max_position_embeddings,
        checkpoint.square.fits,
    )


def _softmax(logits: FloatArray) -> FloatArray:
    """Over the last axis."""
    powers = np.exp(logits - logits.max(-1, keepdims=True), dtype=np.float64)
    return np.asarray(powers / powers.sum(-1, keepdims=True), np.float32)
