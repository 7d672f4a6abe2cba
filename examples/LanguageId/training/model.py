"""BertForSequenceClassification in plain torch modules, named as in Hugging Face checkpoints."""

from dataclasses import asdict, dataclass

import torch
from torch import nn


@dataclass(frozen=True)
class BertConfig:
    """The sizes of the model, named as in config.json."""

    vocab_size: int
    num_labels: int
    hidden_size: int = 128
    num_hidden_layers: int = 2
    num_attention_heads: int = 4
    intermediate_size: int = 512
    max_position_embeddings: int = 128
    type_vocab_size: int = 2
    layer_norm_eps: float = 1e-12
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    initializer_range: float = 0.02

    def to_json(self, labels: list[str]) -> dict:
        """The contents of config.json."""
        fields = asdict(self)
        del fields["num_labels"]
        return {
            "architectures": ["BertForSequenceClassification"],
            "model_type": "bert",
            **fields,
            "hidden_act": "gelu",
            "position_embedding_type": "absolute",
            "pad_token_id": 0,
            "problem_type": "single_label_classification",
            "torch_dtype": "float16",
            "id2label": {str(index): label for index, label in enumerate(labels)},
            "label2id": {label: index for index, label in enumerate(labels)},
        }

    @classmethod
    def from_json(cls, fields: dict) -> "BertConfig":
        """Read the sizes back from the contents of config.json."""
        sizes = {name: fields[name] for name in cls.__dataclass_fields__ if name in fields}
        return cls(num_labels=len(fields["id2label"]), **sizes)


class _Embeddings(nn.Module):
    def __init__(self, config: BertConfig):
        super().__init__()
        self.word_embeddings = nn.Embedding(config.vocab_size, config.hidden_size)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, config.hidden_size)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, config.hidden_size)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, ids):
        positions = torch.arange(ids.shape[1])
        total = (self.word_embeddings(ids) + self.position_embeddings(positions)
                 + self.token_type_embeddings.weight[0])
        return self.dropout(self.LayerNorm(total))


class _SelfAttention(nn.Module):
    def __init__(self, config: BertConfig):
        super().__init__()
        self.heads = config.num_attention_heads
        self.query = nn.Linear(config.hidden_size, config.hidden_size)
        self.key = nn.Linear(config.hidden_size, config.hidden_size)
        self.value = nn.Linear(config.hidden_size, config.hidden_size)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, asking, x, mask):
        batch, _, width = x.shape

        def split(y):
            return y.view(batch, -1, self.heads, width // self.heads).transpose(1, 2)

        query, key, value = split(self.query(asking)), split(self.key(x)), split(self.value(x))
        scores = query @ key.transpose(-1, -2) / (width // self.heads) ** 0.5 + mask
        mixed = self.dropout(scores.softmax(-1)) @ value
        return mixed.transpose(1, 2).reshape(asking.shape)


class _Output(nn.Module):
    """Linear, dropout, residual, LayerNorm: the end of both halves of a block (post-norm)."""

    def __init__(self, inputs: int, config: BertConfig):
        super().__init__()
        self.dense = nn.Linear(inputs, config.hidden_size)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, x, residual):
        return self.LayerNorm(self.dropout(self.dense(x)) + residual)


class _Attention(nn.Module):
    def __init__(self, config: BertConfig):
        super().__init__()
        self.self = _SelfAttention(config)
        self.output = _Output(config.hidden_size, config)

    def forward(self, asking, x, mask):
        return self.output(self.self(asking, x, mask), asking)


class _Intermediate(nn.Module):
    def __init__(self, config: BertConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.intermediate_size)

    def forward(self, x):
        return nn.functional.gelu(self.dense(x))


class _Layer(nn.Module):
    def __init__(self, config: BertConfig):
        super().__init__()
        self.attention = _Attention(config)
        self.intermediate = _Intermediate(config)
        self.output = _Output(config.intermediate_size, config)

    def forward(self, asking, x, mask):
        y = self.attention(asking, x, mask)
        return self.output(self.intermediate(y), y)


class _Encoder(nn.Module):
    def __init__(self, config: BertConfig):
        super().__init__()
        self.layer = nn.ModuleList(_Layer(config) for _ in range(config.num_hidden_layers))

    def forward(self, x, mask):
        """The first token's state after the last layer; there, no other token's is worked out."""
        *inner, last = self.layer
        for layer in inner:
            x = layer(x, x, mask)
        return last(x[:, :1], x, mask)


class _Pooler(nn.Module):
    def __init__(self, config: BertConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)

    def forward(self, x):
        return torch.tanh(self.dense(x[:, 0]))


class _Bert(nn.Module):
    def __init__(self, config: BertConfig):
        super().__init__()
        self.embeddings = _Embeddings(config)
        self.encoder = _Encoder(config)
        self.pooler = _Pooler(config)

    def forward(self, ids):
        mask = (ids == 0)[:, None, None, :] * torch.finfo(torch.float32).min
        return self.pooler(self.encoder(self.embeddings(ids), mask))


class BertForSequenceClassification(nn.Module):
    """BERT encoder, pooler on the first token, linear classifier. Token id 0 is padding."""

    def __init__(self, config: BertConfig):
        super().__init__()
        self.config = config
        self.bert = _Bert(config)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)
        self.apply(self._initialize)

    def _initialize(self, module):
        if isinstance(module, (nn.Linear, nn.Embedding)):
            nn.init.normal_(module.weight, std=self.config.initializer_range)
        if isinstance(module, nn.Linear):
            nn.init.zeros_(module.bias)

    def forward(self, ids):
        """Logits of a padded batch of token ids."""
        return self.classifier(self.dropout(self.bert(ids)))
