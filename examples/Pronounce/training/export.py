"""The checkpoint folder in Hugging Face layout: config, weights, tokenizer, golden values."""

import json
from pathlib import Path

import numpy as np
import torch

import safetensors_file
from beam import beam_search
from data import END, IDS, PAD, TOKENS, UNKNOWN, decode_phonemes, encode_word
from model import T5, T5Config

BEAMS, NEW_TOKENS = 5, 30
GOLDEN_WORDS = (
    "a", "i", "zzz", "cat", "dog", "xylophone", "knight", "phoenix", "through", "queue", "colonel", "o'clock", "didn't",
    "transformer", "generator", "compiler", "vectorize", "tokenizer", "nebuchadnezzar", "blorptastic", "quizzaciously",
    "antidisestablishmentarianism", "rhythm", "wednesday", "café",
)


def write_checkpoint(folder: Path, model: T5) -> None:
    """Write everything but golden.json; weights are rounded to float16. The tied output is stored once."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_json(folder / "config.json", model.config.to_json())
    _write_json(folder / "generation_config.json", {
        "pad_token_id": PAD, "eos_token_id": END, "decoder_start_token_id": PAD,
        "num_beams": BEAMS, "length_penalty": 1.0, "early_stopping": False, "max_new_tokens": NEW_TOKENS,
    })
    weights = {name: tensor.detach().half().numpy() for name, tensor in model.state_dict().items()}
    safetensors_file.write(folder / "model.safetensors", weights)
    _write_tokenizer(folder)


def read_checkpoint(folder: Path) -> T5:
    """The stored model, computing in float32 with the rounded weights."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if json.loads((folder / "vocab.json").read_text(encoding="utf-8")) != IDS:
        raise ValueError(f"{folder}: vocab.json is not the vocabulary of data.py")
    model = T5(T5Config.from_json(config))
    weights = safetensors_file.read(folder / "model.safetensors")
    model.load_state_dict({name: torch.from_numpy(tensor.astype(np.float32)) for name, tensor in weights.items()})
    return model.eval()


def write_golden(folder: Path) -> None:
    """Ids, first logits and beam hypotheses of words, each alone, from the stored weights."""
    model, precise = read_checkpoint(folder), read_checkpoint(folder).double()
    cases = [_case(model, precise, word) for word in GOLDEN_WORDS]
    note = (f"input_ids: letters and </s>. logits: of the first step, after <pad>. hypotheses: beam search, {BEAMS} beams, "
            f"length penalty 1, no early stopping, at most {NEW_TOKENS} new tokens, by the rules of Hugging Face's generate; score: sum of "
            "log-probabilities by the length with <pad>, without </s>. smallest_gap: between the scores of neighbours; compare "
            "their order only above your tolerance. stable: float64 gives the same hypotheses in the same order. "
            "Float32 arithmetic on the stored float16 weights, batch of one, no padding.")
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    (folder / "golden.json").write_text(f'{{"note": {json.dumps(note)},\n"beams": {BEAMS}, "max_new_tokens": {NEW_TOKENS},\n'
                                        f'"cases": [\n{lines}\n]}}\n', encoding="utf-8")


def _case(model: T5, precise: T5, word: str) -> dict:
    letters = torch.tensor([encode_word(word)])
    with torch.no_grad():
        logits = model(letters, torch.zeros(1, 1, dtype=torch.long))[0, 0]
    found = beam_search(model, letters, BEAMS, NEW_TOKENS)[0]
    same = [ids for _, ids in beam_search(precise, letters, BEAMS, NEW_TOKENS)[0]] == [ids for _, ids in found]
    return {
        "word": word, "input_ids": letters[0].tolist(), "logits": [_short(value) for value in logits.tolist()],
        "hypotheses": [{"ids": ids, "phonemes": " ".join(decode_phonemes(ids)), "score": _short(score)} for score, ids in found],
        "smallest_gap": _short(min(a - b for (a, _), (b, _) in zip(found, found[1:]))), "stable": same,
    }


def _short(value: float) -> float:
    return float(f"{value:.7g}")


def _write_tokenizer(folder: Path) -> None:
    """A tokenizer of single letters; what it decodes is phonemes with spaces between them."""
    pad, end, unknown = (TOKENS[index] for index in (PAD, END, UNKNOWN))
    _write_json(folder / "vocab.json", IDS, indent=None)
    _write_json(folder / "tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 512,
        "pad_token": pad, "eos_token": end, "unk_token": unknown})
    _write_json(folder / "tokenizer.json", {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [
            {"id": index, "content": TOKENS[index], "single_word": False, "lstrip": False, "rstrip": False,
             "normalized": False, "special": True} for index in (PAD, END, UNKNOWN)],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Split", "pattern": {"Regex": "[\\s\\S]"}, "behavior": "Isolated", "invert": False},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": end, "type_id": 0}}],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": end, "type_id": 0}},
                     {"Sequence": {"id": "B", "type_id": 0}}, {"SpecialToken": {"id": end, "type_id": 0}}],
            "special_tokens": {end: {"id": end, "ids": [END], "tokens": [end]}}},
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": IDS, "unk_token": unknown},
    }, indent=None)


def _write_json(path: Path, value, indent: int | None = 2) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=indent) + "\n", encoding="utf-8")
