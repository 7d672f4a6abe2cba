using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Transformers.Generated.Text;

/// <summary>
/// All tokens of a tokenizer, by text and by id: those of its model and those added to it. Ids are 0 to Count - 1, each once.
/// </summary>
internal sealed class Vocabulary
{
    private readonly TokenTable _model;
    private readonly TokenTable _added;
    private readonly AddedToken?[] _addedById;
    private readonly int[] _numberById; // in _model; meaningless where _addedById has the token

    /// <param name="source">Names the file, for errors.</param>
    /// <param name="model">The model's own tokens.</param>
    /// <param name="added">The added tokens, some of which are in the model too.</param>
    public Vocabulary(TokenizerSource source, TokenTable model, IReadOnlyList<AddedToken> added)
    {
        _model = model;
        _added = new TokenTable(source);
        for (int i = 0; i < added.Count; i++)
        {
            CheckAdded(source, added[i], $"$.added_tokens[{i}]");
        }

        int beyondModel = 0;
        foreach (AddedToken token in added)
        {
            beyondModel += model.Find(token.Content) < 0 ? 1 : 0;
        }

        Count = model.Count + beyondModel;
        _addedById = new AddedToken?[Count];
        _numberById = new int[Count];
        Array.Fill(_numberById, -1);
        IndexModel(source);
        IndexAdded(source, added);
        AddedTokens = added;
    }

    public int Count { get; }

    public IReadOnlyList<AddedToken> AddedTokens { get; }

    public bool TryGetId(ReadOnlySpan<char> token, out int id)
    {
        id = _added.Find(token);
        if (id < 0)
        {
            id = _model.Find(token);
        }

        return id >= 0;
    }

    /// <summary>The text of the token with this id.</summary>
    public ReadOnlySpan<char> TextOf(int id)
    {
        if (!IsInRange(id))
        {
            throw new ArgumentOutOfRangeException(nameof(id), id, $"The vocabulary has ids 0 to {Count - 1}. Use ids from this tokenizer's own vocabulary.");
        }

        return _addedById[id] is { } token ? token.Content : _model.TextAt(_numberById[id]);
    }

    /// <summary>Whether this token is recognised in the text itself.</summary>
    public bool IsAdded(int id) => IsInRange(id) && _addedById[id] is not null;

    /// <summary>Whether decoding leaves this token out on request.</summary>
    public bool IsSpecial(int id) => IsInRange(id) && _addedById[id] is { Special: true };

    private void CheckAdded(TokenizerSource source, AddedToken token, string path)
    {
        if (!_added.TryAdd(token.Content, token.Id))
        {
            throw source.Error(path + ".content", token.Content, "appears twice among the added tokens", "Remove one of the two entries.");
        }

        int modelId = _model.Find(token.Content);
        if (modelId >= 0 && modelId != token.Id)
        {
            throw source.Error(
                path + ".id", token.Id, $"differs from the id {modelId} that the vocabulary gives '{TokenizerSource.Shorten(token.Content)}'",
                $"Use {modelId}.");
        }
    }

    private void IndexModel(TokenizerSource source)
    {
        for (int number = 0; number < _model.Count; number++)
        {
            int id = _model.IdAt(number);
            if (!IsInRange(id))
            {
                ThrowOutOfRange(source, PathOf(number), id);
            }

            if (_numberById[id] >= 0)
            {
                ThrowTaken(source, PathOf(number), id, _model.TextAt(_numberById[id]));
            }

            _numberById[id] = number;
        }
    }

    private void IndexAdded(TokenizerSource source, IReadOnlyList<AddedToken> added)
    {
        for (int i = 0; i < added.Count; i++)
        {
            AddedToken token = added[i];
            string path = $"$.added_tokens[{i}].id";
            if (!IsInRange(token.Id))
            {
                ThrowOutOfRange(source, path, token.Id);
            }

            bool inModel = _model.Find(token.Content) >= 0;
            if (!inModel && _numberById[token.Id] >= 0)
            {
                ThrowTaken(source, path, token.Id, _model.TextAt(_numberById[token.Id]));
            }

            if (_addedById[token.Id] is { } other)
            {
                ThrowTaken(source, path, token.Id, other.Content);
            }

            _addedById[token.Id] = token;
        }
    }

    private bool IsInRange(int id) => (uint)id < (uint)Count;

    private string PathOf(int number) => $"the token '{TokenizerSource.Shorten(_model.TextAt(number))}'";

    [DoesNotReturn]
    private void ThrowOutOfRange(TokenizerSource source, string path, int id) => throw source.Error(
        path, id, $"is not an id of this vocabulary, whose {Count} tokens must have the ids 0 to {Count - 1}", "Number the tokens without gaps.");

    [DoesNotReturn]
    private static void ThrowTaken(TokenizerSource source, string path, int id, ReadOnlySpan<char> other) =>
        throw source.Error(path, id, $"is also the id of '{TokenizerSource.Shorten(other)}'", "Give each token an id of its own.");
}
