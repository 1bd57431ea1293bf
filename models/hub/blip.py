"""BLIP's image-text matching: words query places in every layer, and a head says match or no match.

Shown are the cross-attention of each layer and head, and the same times the positive gradient of the match score: what
attention did for this very decision (models/hub/relevance.py).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from models.fusion_results import Attended, StrategyReading
from models.hub.checkpoint import Checkpoint
from models.hub.finite import finite
from models.hub.relevance import over_places, positive, sentence_relevance, shares
from models.hub.tokens import HubSentence, padded, tokenise
from models.hub_results import Fit, HubFacts, HubKind, HubMap, HubPhoto, HubReading, MapKind, Rival
from models.results import FloatArray, Pixels

MOST_TOKENS = 64  # trained with 35; every layer's and head's attention of more would take hundreds of megabytes


@dataclass(frozen=True)
class Pass:
    """One sentence through the text stack: attention with the class token's column, and the gradients of the logit."""

    logit: float  # match minus no match
    cross: FloatArray  # (layers, heads, tokens, 1 + places)
    cross_gradient: FloatArray
    own: FloatArray  # (layers, heads, tokens, tokens)
    own_gradient: FloatArray


class BlipReader:
    """A BlipForImageTextRetrieval checkpoint."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self._checkpoint = checkpoint
        self._model: Any = checkpoint.model
        self.facts = facts_of(checkpoint)

    @torch.no_grad()
    def look(self, photo: Pixels, fit: Fit) -> HubPhoto:
        """(1 + places, width) of the vision tower; BLIP's processor squashes, and so does this."""
        square = self._checkpoint.square
        fit = fit if fit in square.fits else Fit.SQUASH
        out = self._model.vision_model(pixel_values=torch.from_numpy(square.read(photo, fit)))
        height, width = photo.shape[:2]
        frame = square.frame(width, height, fit)
        return HubPhoto(width, height, fit, frame, out.last_hidden_state[0].numpy(), None)

    def read(self, photo: HubPhoto, sentence: str, rivals: Sequence[str] = ()) -> HubReading:
        """Match, cross-attention and its gradient-weighted form; rivals are matched each on its own."""
        start = time.perf_counter()
        heard = tokenise(self._checkpoint.tokenizer, sentence, self.facts.tokens)
        done = self._pass(photo, heard)
        weights, elsewhere = over_places(done.cross)
        gradients = positive(done.cross, done.cross_gradient)
        attention, gradient = self._attention_map(weights, heard), self._gradient_map(gradients, done, heard)
        maps = shares(attention.words.reshape(len(heard.words), -1)).reshape(attention.words.shape)
        spent = 1000 * (time.perf_counter() - start)
        attended = (
            Attended("cross", "words", "places", weights, self.facts.grid),
            Attended("words", "words", "words", done.own, self.facts.grid),
        )
        match = float(1 / (1 + np.exp(-done.logit)))
        others = tuple(each for each in dict.fromkeys(rivals) if each != sentence)
        told = tuple(map(Rival, others, self.matches(photo, others).tolist())) if others else ()
        return HubReading(
            facts=self.facts, width=photo.width, height=photo.height, fit=photo.fit, frame=photo.frame,
            sentence=sentence, words=heard.words, cut_at=heard.cut_at, tokens=heard.tokens, pooling=heard.pooling,
            reading=StrategyReading(HubKind.BLIP, done.logit, match, maps, attended, spent),
            maps=(attention, gradient), gradients=gradients[..., 1:], elsewhere=elsewhere, rivals=told, cosine=None,
        )  # fmt: skip

    @torch.no_grad()
    def matches(self, photo: HubPhoto, sentences: Sequence[str]) -> FloatArray:
        """(N,) the head's probability that each sentence matches, on its own."""
        heard = [tokenise(self._checkpoint.tokenizer, each, self.facts.tokens) for each in sentences]
        ids, mask = padded([each.ids for each in heard], self._checkpoint.tokenizer.pad_token_id or 0)
        places = torch.from_numpy(photo.states).expand(len(heard), -1, -1)
        out = self._model.text_encoder(
            input_ids=torch.from_numpy(ids),
            attention_mask=torch.from_numpy(mask),
            encoder_hidden_states=places,
            encoder_attention_mask=torch.ones(places.shape[:2], dtype=torch.long),
        )
        matches = self._model.itm_head(out.last_hidden_state[:, 0]).softmax(-1)[:, 1].numpy()
        return finite(self.facts.name, "match", np.asarray(matches, np.float32))

    def _pass(self, photo: HubPhoto, heard: HubSentence) -> Pass:
        """Forward and back. The embedded words take a gradient, so that every layer's attention does."""
        text, ids = self._model.text_encoder, torch.from_numpy(heard.ids)[None]
        with torch.enable_grad():
            words = text.get_input_embeddings()(ids).requires_grad_()
            places = torch.from_numpy(photo.states)[None]
            out = text(
                inputs_embeds=words + 0,  # the encoder adds positions in place, which a leaf would not allow
                attention_mask=torch.ones_like(ids),
                encoder_hidden_states=places,
                encoder_attention_mask=torch.ones(places.shape[:2], dtype=torch.long),
                output_attentions=True,
            )
            no, yes = self._model.itm_head(out.last_hidden_state[0, 0])
            attentions = [*out.cross_attentions, *out.attentions]
            gradients = torch.autograd.grad(yes - no, attentions)
        logit, layers = (yes - no).item(), len(out.cross_attentions)
        cross, own = _stacked(attentions[:layers]), _stacked(attentions[layers:])
        slopes = _stacked(gradients[:layers]), _stacked(gradients[layers:])
        for where, values in (("logit", np.array([logit], np.float32)), ("attention", cross), ("attention", own)):
            finite(self.facts.name, where, values)
        for values in slopes:
            finite(self.facts.name, "gradient", values)
        return Pass(logit, cross, slopes[0], own, slopes[1])

    def _attention_map(self, weights: FloatArray, heard: HubSentence) -> HubMap:
        """Mean over layers and heads; the sentence is the first token, from which the match is read."""
        mean = weights.mean((0, 1))
        return self._map(MapKind.ATTENTION, heard.pooling @ mean, mean[0])

    def _gradient_map(self, gradients: FloatArray, done: Pass, heard: HubSentence) -> HubMap:
        relevance = sentence_relevance(done.own, done.own_gradient, done.cross, done.cross_gradient)
        return self._map(MapKind.GRADIENT, heard.pooling @ gradients[..., 1:].mean((0, 1)), relevance[1:])

    def _map(self, kind: MapKind, words: FloatArray, sentence: FloatArray) -> HubMap:
        return HubMap(kind, words.reshape(-1, *self.facts.grid), sentence.reshape(self.facts.grid))


def facts_of(checkpoint: Checkpoint) -> HubFacts:
    """From the model's config."""
    config = checkpoint.model.config
    side = config.vision_config.image_size // config.vision_config.patch_size
    return HubFacts(
        str(checkpoint.name),
        HubKind.BLIP,
        sum(each.numel() for each in checkpoint.model.parameters()),
        config.vision_config.image_size,
        (side, side),
        config.text_config.num_hidden_layers,
        config.text_config.num_attention_heads,
        min(MOST_TOKENS, config.text_config.max_position_embeddings),
        checkpoint.square.fits,
    )


def _stacked(tensors: Sequence[torch.Tensor]) -> FloatArray:
    """Tensors (1, heads, queries, keys) of each layer -> (layers, heads, queries, keys)."""
    return torch.stack([each[0].detach() for each in tensors]).numpy()
