"""The checkpoint folder in Hugging Face layout: config, weights, tokenizer, golden values."""

import json
from pathlib import Path

import numpy as np
import torch

import safetensors_file
from bpe import END_OF_TEXT, ByteLevelBpe
from model import Gpt2, Gpt2Config

GREEDY_STEPS = 64
GOLDEN_TEXTS = (
    "",
    " ",
    "\n",
    " \n \n\n  ",
    "In the beginning God created the heaven and the earth.",
    "Genesis 1\nIn the beginning God created the heaven and the earth.\n",
    "And God said unto him,  What is this that thou hast done?",
    "IN THE BEGINNING WAS THE WORD",
    "in1the2beginning 3rd 1611 2,500",
    "they've it's I'm he'll we're she'd don't IT'S O'Neill 'twas ''s",
    "selah... (selah) [Selah]; -- behold!!?",
    "Et le Verbe était auprès de Dieu, größer, Žižek, İstanbul ﬁn",
    "Ἐν ἀρχῇ ἦν ὁ λόγος",
    "בְּרֵאשִׁית בָּרָא אֱלֹהִים",
    "В начале сотворил Бог небо и землю",
    "起初 神创造天地。はじめに神は",
    "👼🏽 💡 e\u0301 \u200b soft\u00adhyphen \u0007",
    "½ Ⅷ ² ٣ a\u00a0b\u2003c\u3000d\te\r\nf",
    "trailing space ",
    "   leading spaces",
    "a\n\nb\n c  \n",
    "Abcdefghijklmnopqrstuvwxyz" * 3,
    f"{END_OF_TEXT}Psalm 23\nThe LORD is my shepherd; I shall not want.\n{END_OF_TEXT}",
    f"a {END_OF_TEXT} b<|endoftext |>",
)
GOLDEN_PROMPTS = (
    "In the beginning",
    "And it came to pass",
    f"{END_OF_TEXT}Psalm 23\nThe LORD is my shepherd;",
    "Blessed are the",
    "What is a transformer?",
)


def write_checkpoint(folder: Path, model: Gpt2, tokenizer: ByteLevelBpe) -> None:
    """Write everything but golden.json; weights are rounded to float16. The tied output is stored once."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_json(folder / "config.json", model.config.to_json())
    _write_json(folder / "generation_config.json", {
        "bos_token_id": tokenizer.end_of_text,
        "eos_token_id": [tokenizer.end_of_text, tokenizer.newline],
        "do_sample": True, "temperature": 0.8, "top_k": 50, "top_p": 0.95, "max_new_tokens": 160,
    })
    weights = {name: tensor.detach().half().numpy() for name, tensor in model.state_dict().items()}
    safetensors_file.write(folder / "model.safetensors", weights)
    _write_tokenizer(folder, tokenizer, model.config.n_positions)


def read_checkpoint(folder: Path) -> tuple[Gpt2, ByteLevelBpe]:
    """The stored model, computing in float32 with the rounded weights, and its tokenizer."""
    model = Gpt2(Gpt2Config.from_json(json.loads((folder / "config.json").read_text(encoding="utf-8"))))
    weights = safetensors_file.read(folder / "model.safetensors")
    model.load_state_dict({name: torch.from_numpy(tensor.astype(np.float32)) for name, tensor in weights.items()})
    return model.eval(), ByteLevelBpe.load(folder)


def write_golden(folder: Path) -> None:
    """Ids of difficult texts; logits and greedy continuations of prompts, each alone, from the stored weights."""
    model, tokenizer = read_checkpoint(folder)
    texts = [{"text": text, "ids": tokenizer.encode(text)} for text in GOLDEN_TEXTS]
    prompts = [_continue(model, tokenizer, prompt) for prompt in GOLDEN_PROMPTS]
    note = (f"texts: ids of the tokenizer. prompts: logits after the last token of the prompt; {GREEDY_STEPS} greedy steps that no token "
            "ends, and by how much the chosen logit exceeds the next best at each: compare a step only where every gap up to "
            "it is above your tolerance. Float32 arithmetic on the stored float16 weights, batch of one.")
    _write_lines(folder / "golden.json", {"note": note, "texts": texts, "prompts": prompts})


def _continue(model: Gpt2, tokenizer: ByteLevelBpe, prompt: str) -> dict:
    prompt_ids = tokenizer.encode(prompt)
    ids, gaps, first = list(prompt_ids), [], None
    with torch.no_grad():
        for _ in range(GREEDY_STEPS):
            logits = model(torch.tensor([ids]))[0, -1]
            first = logits if first is None else first
            best = logits.topk(2)
            gaps.append(round(float(best.values[0] - best.values[1]), 5))
            ids.append(int(best.indices[0]))
    greedy = ids[len(prompt_ids):]
    return {"text": prompt, "ids": prompt_ids, "logits": [float(f"{value:.6g}") for value in first.tolist()],
            "greedy": greedy, "gaps": gaps, "continuation": tokenizer.decode(greedy)}


def _write_tokenizer(folder: Path, tokenizer: ByteLevelBpe, max_length: int) -> None:
    merges = [" ".join(pair) for pair in tokenizer.merges]
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *merges]) + "\n", encoding="utf-8")
    _write_json(folder / "vocab.json", tokenizer.ids, indent=None)
    special = {"bos_token": END_OF_TEXT, "eos_token": END_OF_TEXT, "unk_token": END_OF_TEXT}
    _write_json(folder / "tokenizer_config.json", {
        "tokenizer_class": "GPT2Tokenizer", "add_prefix_space": False, "model_max_length": max_length, **special})
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    _write_json(folder / "tokenizer.json", {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [{"id": tokenizer.end_of_text, "content": END_OF_TEXT, "single_word": False, "lstrip": False,
                          "rstrip": False, "normalized": True, "special": True}],
        "normalizer": None,
        "pre_tokenizer": byte_level,
        "post_processor": {**byte_level, "add_prefix_space": True, "trim_offsets": False},
        "decoder": {**byte_level, "add_prefix_space": True},
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "",
                  "end_of_word_suffix": "", "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
                  "vocab": tokenizer.ids, "merges": merges},
    }, indent=None)


def _write_json(path: Path, value, indent: int | None = 2) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=indent) + "\n", encoding="utf-8")


def _write_lines(path: Path, value: dict) -> None:
    """JSON with each entry of the lists on a line of its own."""
    def entry(item):
        return json.dumps(item, ensure_ascii=False)

    parts = [f"{entry(key)}: " + ("[\n" + ",\n".join(map(entry, item)) + "\n]" if isinstance(item, list) else entry(item))
             for key, item in value.items()]
    path.write_text("{" + ",\n".join(parts) + "}\n", encoding="utf-8")
