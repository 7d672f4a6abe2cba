"""T5ForConditionalGeneration in plain torch, with parameters named as in Hugging Face checkpoints.

Sequences of letters come unpadded (a batch holds words of one length), so attention needs no padding mask.
"""

import math
from dataclasses import asdict, dataclass

import torch
from torch import nn
from torch.nn import functional

from dropout import dropout


@dataclass(frozen=True)
class T5Config:
    """The sizes of the model, named as in config.json."""

    vocab_size: int
    d_model: int = 128
    d_kv: int = 32
    d_ff: int = 512
    num_layers: int = 3
    num_decoder_layers: int = 3
    num_heads: int = 4
    relative_attention_num_buckets: int = 32
    relative_attention_max_distance: int = 128
    dropout_rate: float = 0.1
    layer_norm_epsilon: float = 1e-6

    def to_json(self) -> dict:
        """The contents of config.json."""
        return {
            "architectures": ["T5ForConditionalGeneration"],
            "model_type": "t5",
            **asdict(self),
            "feed_forward_proj": "relu",
            "is_encoder_decoder": True,
            "tie_word_embeddings": True,
            "use_cache": True,
            "pad_token_id": 0,
            "eos_token_id": 1,
            "decoder_start_token_id": 0,
            "torch_dtype": "float16",
        }

    @classmethod
    def from_json(cls, fields: dict) -> "T5Config":
        """Read the sizes back from the contents of config.json."""
        return cls(**{name: fields[name] for name in cls.__dataclass_fields__})


class _Normalize(torch.autograd.Function):
    """x / sqrt(mean(x²) + eps) · weight for rows of x, in few passes over memory."""

    @staticmethod
    def forward(ctx, x, weight, epsilon):
        inverse = (x.square().mean(-1, keepdim=True) + epsilon).rsqrt_()
        unit = x * inverse
        ctx.save_for_backward(unit, inverse, weight)
        result = unit * weight
        return result.bfloat16() if torch.is_autocast_cpu_enabled() else result

    @staticmethod
    def backward(ctx, gradient):
        unit, inverse, weight = ctx.saved_tensors
        product = gradient * unit
        slope = product.sum(0)
        inner = (product @ weight).div_(-unit.shape[1])
        return (gradient * weight).addcmul_(unit, inner[:, None]).mul_(inverse), slope, None


class _RmsNorm(nn.Module):
    def __init__(self, config: T5Config):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(config.d_model))
        self._epsilon = config.layer_norm_epsilon

    def forward(self, x):
        return _Normalize.apply(x, self.weight, self._epsilon)


def _linear(inputs: int, outputs: int, deviation: float) -> nn.Linear:
    layer = nn.Linear(inputs, outputs, bias=False)
    nn.init.normal_(layer.weight, std=deviation)
    return layer


class _Attention(nn.Module):
    """T5's attention: scores are not divided by sqrt(d_kv); the weights of `q` are that much smaller instead."""

    def __init__(self, config: T5Config, has_bias: bool):
        super().__init__()
        self.heads, inner = config.num_heads, config.num_heads * config.d_kv
        deviation = config.d_model ** -0.5
        self.q = _linear(config.d_model, inner, deviation * config.d_kv ** -0.5)
        self.k = _linear(config.d_model, inner, deviation)
        self.v = _linear(config.d_model, inner, deviation)
        self.o = _linear(inner, config.d_model, 0.0)
        if has_bias:
            self.relative_attention_bias = nn.Embedding(config.relative_attention_num_buckets, config.num_heads)
            nn.init.normal_(self.relative_attention_bias.weight, std=0.1)

    def forward(self, x, source, batch: int, bias):
        """x [batch · queries, d_model] attending to source (None: to itself); bias [heads, queries, keys] or None."""
        if source is None:
            query, key, value = self._project(x, (self.q, self.k, self.v), batch)
        else:
            (query,), (key, value) = self._project(x, (self.q,), batch), self._project(source, (self.k, self.v), batch)
        scores = torch.bmm(query, key.transpose(1, 2))
        if bias is not None:
            scores = (scores.view(batch, *bias.shape) + bias).view(scores.shape)
        mixed = torch.bmm(scores.softmax(-1, dtype=query.dtype), value)
        mixed = mixed.view(batch, self.heads, -1, query.shape[-1]).transpose(1, 2).reshape(x.shape[0], -1)
        return self.o(mixed)

    def _project(self, x, layers, batch: int):
        """One product for all the layers; each of the results is [batch · heads, length, d_kv]."""
        weight = torch.cat([layer.weight for layer in layers]) if len(layers) > 1 else layers[0].weight
        y = functional.linear(x, weight).view(batch, x.shape[0] // batch, len(layers), self.heads, -1)
        return y.permute(2, 0, 3, 1, 4).reshape(len(layers), batch * self.heads, y.shape[1], -1).unbind(0)


class _Dense(nn.Module):
    def __init__(self, config: T5Config):
        super().__init__()
        self.wi = _linear(config.d_model, config.d_ff, config.d_model ** -0.5)
        self.wo = _linear(config.d_ff, config.d_model, 0.0)

    def forward(self, x):
        return self.wo(functional.relu(self.wi(x)))


class _Sublayer(nn.Module):
    """Normalization and one of the three kinds of layers, under Hugging Face's name for it."""

    def __init__(self, config: T5Config, name: str, layer: nn.Module):
        super().__init__()
        setattr(self, name, layer)
        self.layer_norm = _RmsNorm(config)
        self._name, self._rate = name, config.dropout_rate

    def forward(self, x, noise, *arguments):
        return x + dropout(getattr(self, self._name)(self.layer_norm(x), *arguments), self._rate, noise)


class _Block(nn.Module):
    def __init__(self, config: T5Config, decoder: bool, first: bool):
        super().__init__()
        layers = [_Sublayer(config, "SelfAttention", _Attention(config, first))]
        if decoder:
            layers.append(_Sublayer(config, "EncDecAttention", _Attention(config, False)))
        layers.append(_Sublayer(config, "DenseReluDense", _Dense(config)))
        self.layer = nn.ModuleList(layers)

    def forward(self, x, source, batch: int, bias, noise):
        x = self.layer[0](x, noise, None, batch, bias)
        if source is not None:
            x = self.layer[1](x, noise, source, batch, None)
        return self.layer[-1](x, noise)


class _Stack(nn.Module):
    def __init__(self, config: T5Config, decoder: bool):
        super().__init__()
        layers = config.num_decoder_layers if decoder else config.num_layers
        self.block = nn.ModuleList(_Block(config, decoder, index == 0) for index in range(layers))
        self.final_layer_norm = _RmsNorm(config)
        self._config, self._decoder, self._buckets = config, decoder, {}

    def forward(self, x, source, batch: int, noise):
        """States [batch · length, d_model]; `source` is the encoder's output, for the decoder only."""
        x = dropout(x, self._config.dropout_rate, noise)
        bias = self._bias(x.shape[0] // batch)
        for block in self.block:
            x = block(x, source, batch, bias, noise)
        return dropout(self.final_layer_norm(x), self._config.dropout_rate, noise)

    def _bias(self, length: int):
        if length not in self._buckets:
            positions = range(length)
            self._buckets[length] = torch.tensor([[self._bucket(key - query) for key in positions] for query in positions])
        table = self.block[0].layer[0].SelfAttention.relative_attention_bias
        bias = table(self._buckets[length]).permute(2, 0, 1)
        if self._decoder:
            bias = bias + torch.full((length, length), -math.inf).triu_(1)
        return bias.contiguous()

    def _bucket(self, distance: int) -> int:
        """T5's bucket of a distance, positive if the key is later."""
        count, longest = self._config.relative_attention_num_buckets, self._config.relative_attention_max_distance
        first = 0
        if self._decoder:
            distance = max(-distance, 0)
        else:
            count //= 2
            first, distance = count * (distance > 0), abs(distance)
        exact = count // 2
        if distance >= exact:
            distance = exact + int(math.log(distance / exact) / math.log(longest / exact) * (count - exact))
        return first + min(distance, count - 1)


class T5(nn.Module):
    """Encoder and decoder with one embedding, tied to the output. With `noise`, dropout is on."""

    def __init__(self, config: T5Config):
        super().__init__()
        self.config = config
        self.shared = nn.Embedding(config.vocab_size, config.d_model)
        nn.init.normal_(self.shared.weight, std=0.3)
        self.encoder = _Stack(config, False)
        self.decoder = _Stack(config, True)

    def encode(self, letters, noise=None):
        """Encoder states [words · length, d_model] of ids [words, length]."""
        return self.encoder(self.shared(letters).flatten(0, 1), None, letters.shape[0], noise)

    def decode(self, source, phonemes, noise=None):
        """Logits [words, length, vocabulary] after each of the decoder's input ids [words, length]."""
        x = self.decoder(self.shared(phonemes).flatten(0, 1), source, phonemes.shape[0], noise)
        return functional.linear(x * self.config.d_model ** -0.5, self.shared.weight).view(*phonemes.shape, -1)

    def forward(self, letters, phonemes, noise=None):
        """Logits for teacher forcing: the decoder's input is `<pad>` and all but the last of `phonemes`."""
        start = torch.zeros_like(phonemes[:, :1])
        return self.decode(self.encode(letters, noise), torch.cat([start, phonemes[:, :-1]], 1), noise)
