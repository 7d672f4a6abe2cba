using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Emit;

/// <summary>The public surface of a model whose declaration is wrong: its users see our diagnostic and not an error at each call.</summary>
internal static class FailureSource
{
    public static EquatableArray<SourceFile> Generate(TargetType target, ModelFamily family, EncoderHead head, string message)
    {
        string literal = SourceWriter.Literal(message);
        string header = "/// <summary>This model could not be generated; see the diagnostic.</summary>\n"
            + $"{ModelFile.GeneratedCode}\n{{0}} : {BaseClass.Of(family, head)}";
        SourceFile file = ModelFile.Write(target, "", "", header, writer =>
        {
            SurfaceWriter.WriteConstants(writer, family, head, spec: null);
            writer.Blank().Lines($$"""
                private {{target.Name}}()
                    : base(null!, "", null, null, default)
                {
                }
                """).Blank();
            SurfaceWriter.WriteLoad(writer, target.Name, target.Name, literal);
            writer.Blank().Lines($"""
                /// <inheritdoc/>
                protected override void Forward(global::Transformers.Generated.Threading.Lane lane, global::Transformers.Generated.Execution.ForwardPass pass) =>
                    throw new global::System.InvalidOperationException({literal});
                """);
        });
        return new EquatableArray<SourceFile>([file]);
    }
}
