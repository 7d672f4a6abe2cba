"""The checkpoint folder in Hugging Face layout: config, weights, tokenizer, golden logits."""

import json
from pathlib import Path

import numpy as np
import torch

import safetensors_file
from languages import LANGUAGES
from model import BertConfig, BertForSequenceClassification
from wordpiece import CLS, CONTINUATION, MAX_WORD_CHARACTERS, PAD, SEP, SPECIAL_TOKENS, UNK, WordPiece

GOLDEN_TEXTS = (
    "",
    " \t\n ",
    "Hello!",
    "The weather is nice today, but it will rain tomorrow.",
    "THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG",
    "Buenos días, ¿cómo estás hoy?",
    "Hoje o tempo está bom, mas amanhã vai chover.",
    "Hoxe vai moi bo tempo, pero mañá vai chover.",
    "M'agrada menjar pa amb tomàquet.",
    "Il fait beau aujourd'hui (18 °C).",
    "Straßenbahn, Größe, ÄRGER & ÜBERMUT",
    "Kaffe og brød med ost, takk!",
    "İstanbul'da IŞIK ve ılık çay",
    "ΚΑΛΗΜΕΡΑ ΚΟΣΜΕ, ο δρόμος είναι μακρύς",
    "Сегодня хорошая погода, ёлка.",
    "Сьогодні гарна погода; їжак і ґанок",
    "Сёння надвор'е добрае, ў лесе",
    "שלום, מה שלומך היום?",
    "الطقس جميل اليوم، أليس كذلك؟",
    "هوا خیلی خوب است، می\u200cخواهم بروم.",
    "आज मौसम बहुत अच्छा है।",
    "இன்று வானிலை நன்றாக இருக்கிறது.",
    "วันนี้อากาศดีมาก แต่พรุ่งนี้ฝนจะตก",
    "今天天气很好,但是明天会下雨。",
    "今日は天気がいいですが、明日は雨です。ラーメン!",
    "안녕하세요, 오늘 날씨가 좋네요.",
    "Hôm nay trời đẹp nhưng ngày mai sẽ mưa.",
    "😀🎉 👍",
    "Danke 😀 merci — спасибо, 谢谢 & ありがとう",
    "e\u0301te\u0301 zero\u200bwidth soft\u00adhyphen \u0007bell",
    "1234567890 3.14 50% a+b=c $x_y$ `~^|",
    "x" * (MAX_WORD_CHARACTERS + 1) + " ok",
    "All human beings are born free and equal in dignity and rights. " * 12,
)


def write_checkpoint(folder: Path, model: BertForSequenceClassification, tokenizer: WordPiece) -> None:
    """Write everything; weights are rounded to float16."""
    folder.mkdir(parents=True, exist_ok=True)
    labels = [language.name for language in LANGUAGES]
    _write_json(folder / "config.json", model.config.to_json(labels))
    _write_json(folder / "languages.json", {language.code: language.name for language in LANGUAGES})
    weights = {name: tensor.detach().half().numpy() for name, tensor in model.state_dict().items()}
    safetensors_file.write(folder / "model.safetensors", weights)
    _write_tokenizer(folder, tokenizer, model.config.max_position_embeddings)


def read_checkpoint(folder: Path) -> tuple[BertForSequenceClassification, WordPiece]:
    """The stored model, computing in float32 with the rounded weights, and its tokenizer."""
    config = BertConfig.from_json(json.loads((folder / "config.json").read_text(encoding="utf-8")))
    model = BertForSequenceClassification(config)
    weights = safetensors_file.read(folder / "model.safetensors")
    model.load_state_dict({name: torch.from_numpy(tensor.astype(np.float32)) for name, tensor in weights.items()})
    return model.eval(), WordPiece.load(folder / "vocab.txt")


def write_golden(folder: Path) -> None:
    """Token ids and logits of difficult texts, each computed alone from the stored weights."""
    model, tokenizer = read_checkpoint(folder)
    limit = model.config.max_position_embeddings
    cases = []
    with torch.no_grad():
        for text in GOLDEN_TEXTS:
            ids = tokenizer.encode(text, limit)
            logits = [float(f"{value:.7g}") for value in model(torch.tensor([ids]))[0].tolist()]
            cases.append({"text": text, "ids": ids, "logits": logits})
    note = (f"ids are [CLS] text [SEP]; a text of more than {limit - 2} tokens is cut after the first {limit - 2}. "
            "Logits: float32 arithmetic on the stored float16 weights, batch of one, no padding.")
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    (folder / "golden.json").write_text(
        f'{{"note": {json.dumps(note)},\n"max_length": {limit},\n"cases": [\n{lines}\n]}}\n', encoding="utf-8")


def _write_tokenizer(folder: Path, tokenizer: WordPiece, max_length: int) -> None:
    (folder / "vocab.txt").write_text("\n".join(tokenizer.tokens) + "\n", encoding="utf-8")
    pad, unk, cls, sep, mask = (SPECIAL_TOKENS[index] for index in (PAD, UNK, CLS, SEP, SEP + 1))
    _write_json(folder / "tokenizer_config.json", {
        "tokenizer_class": "BertTokenizer", "do_lower_case": True, "strip_accents": False,
        "tokenize_chinese_chars": True, "model_max_length": max_length,
        "pad_token": pad, "unk_token": unk, "cls_token": cls, "sep_token": sep, "mask_token": mask,
    })

    def special(name, type_id):
        return {"SpecialToken": {"id": name, "type_id": type_id}}

    def sequence(name, type_id):
        return {"Sequence": {"id": name, "type_id": type_id}}

    _write_json(folder / "tokenizer.json", {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [
            {"id": index, "content": token, "single_word": False, "lstrip": False, "rstrip": False,
             "normalized": False, "special": True} for index, token in enumerate(SPECIAL_TOKENS)],
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                       "strip_accents": False, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [special(cls, 0), sequence("A", 0), special(sep, 0)],
            "pair": [special(cls, 0), sequence("A", 0), special(sep, 0), sequence("B", 1), special(sep, 1)],
            "special_tokens": {name: {"id": name, "ids": [index], "tokens": [name]}
                               for name, index in ((cls, CLS), (sep, SEP))}},
        "decoder": {"type": "WordPiece", "prefix": CONTINUATION, "cleanup": True},
        "model": {"type": "WordPiece", "unk_token": unk, "continuing_subword_prefix": CONTINUATION,
                  "max_input_chars_per_word": MAX_WORD_CHARACTERS, "vocab": tokenizer.ids},
    }, indent=None)


def _write_json(path: Path, value, indent: int | None = 2) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=indent) + "\n", encoding="utf-8")
