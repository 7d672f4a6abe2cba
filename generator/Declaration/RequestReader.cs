using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Infrastructure.Json;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Declaration;

/// <summary>Merges attribute, config file and defaults into a request.</summary>
/// <remarks>Each family has its own table of properties, keys and defaults.</remarks>
internal static partial class RequestReader
{
    /// <summary>Reads a request; <paramref name="keys"/> is null without a config file.</summary>
    public static ModelRequest Read(DeclaredModel declared, SettingReader settings, HuggingFaceKeys? keys)
    {
        ModelRequest request = declared.Family switch
        {
            ModelFamily.Encoder => ReadEncoder(settings, keys),
            ModelFamily.Decoder => ReadDecoder(settings, keys),
            _ => ReadEncoderDecoder(settings, keys),
        };
        IEnumerable<TensorNameSpec> names = declared.Names.Select(name => name with { Side = EffectiveSide(name, request) });
        return request with
        {
            Weights = ReadWeights(settings, readsConfig: declared.Family == ModelFamily.Decoder),
            Names = new EquatableArray<TensorNameSpec>(names),
            Unreadable = settings.Unreadable,
        };
    }

    private static CheckpointLayout ReadLayout(SettingReader settings, HuggingFaceKeys? keys, CheckpointLayout otherwise)
    {
        const string Property = nameof(ModelRequest.Layout);
        if (settings.IsSet(Property))
        {
            return settings.ReadEnum<CheckpointLayout>(Property) ?? otherwise;
        }

        // Marks the layout as unknown where the config file that would tell it cannot be used.
        settings.Find(Property, HuggingFaceKeys.ModelTypeKey);
        return keys?.Layout ?? otherwise;
    }

    // One stack has no sides, and both sides share the head and perhaps the embedding; so a name is looked up by what it can mean.
    private static ModelSide EffectiveSide(TensorNameSpec name, ModelRequest request)
    {
        bool isShared = name.Role is TensorRole.HeadDense or TensorRole.HeadNorm or TensorRole.HeadOutput
            || (name.Role == TensorRole.TokenEmbedding && request.SourceVocabularySize is null);
        bool isKnown = name.Side is ModelSide.Any or ModelSide.Encoder or ModelSide.Decoder;
        return isKnown && (isShared || request.Family != ModelFamily.EncoderDecoder) ? ModelSide.Any : name.Side;
    }

    // A decoder that computes one token reads every weight for it, and does so twice as fast from the file's 16 bits.
    private static WeightFormat ReadWeights(SettingReader settings, bool readsConfig)
    {
        const string Property = nameof(ModelRequest.Weights);
        if (settings.IsSet(Property) || !readsConfig)
        {
            return settings.ReadEnum<WeightFormat>(Property) ?? WeightFormat.Float32;
        }

        string key = settings.Config?.Find(HuggingFaceKeys.DataType) is null ? HuggingFaceKeys.TorchDataType : HuggingFaceKeys.DataType;
        if (settings.FindString(Property, key) is not { } name)
        {
            return WeightFormat.Float32;
        }

        if (!HuggingFaceKeys.WeightFormats.TryGetValue(name, out WeightFormat format))
        {
            string known = string.Join(", ", HuggingFaceKeys.WeightFormats.Keys);
            settings.ReportUnsupported(
                Property,
                key,
                new JsonValue(JsonKind.String, name).Display,
                $"supported are {known}; use a checkpoint of one of these, or set Weights");
        }

        return format;
    }

    // A file tells the rows of the position table, of which those before the offset belong to no token.
    private static int? ReadContextLength(SettingReader settings, HuggingFaceKeys? keys, int? positionOffset)
    {
        const string Property = nameof(ModelRequest.ContextLength);
        int? length = settings.ReadInt(Property, keys?.PositionCount);
        return length is int rows && !settings.IsSet(Property)
            ? (int)Math.Max(int.MinValue, (long)rows - Math.Max(0, positionOffset ?? 0))
            : length;
    }

    private static Activation? ReadActivation(SettingReader settings, string? key)
    {
        const string Property = nameof(ModelRequest.Activation);
        if (settings.IsSet(Property))
        {
            return settings.ReadEnum<Activation>(Property);
        }

        if (key is null || settings.FindString(Property, key) is not { } name)
        {
            return null;
        }

        if (HuggingFaceKeys.Activations.TryGetValue(name, out Activation activation))
        {
            return activation;
        }

        settings.ReportUnsupported(
            Property,
            key,
            new JsonValue(JsonKind.String, name).Display,
            $"supported are {string.Join(", ", HuggingFaceKeys.Activations.Keys)}");
        return null;
    }
}
