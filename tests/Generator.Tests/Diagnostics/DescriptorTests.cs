using System;
using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Transformers.Generated.Generator.Diagnostics;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;
using Xunit;

namespace Generator.Tests.Diagnostics;

/// <summary>The table of diagnostics agrees with its documentation.</summary>
public sealed class DescriptorTests
{
    private static readonly string[] s_ids = [.. Descriptors.All.Select(descriptor => descriptor.Id)];

    [Fact]
    public void Every_number_has_one_descriptor()
    {
        string[] numbers =
        [
            .. typeof(RuleIds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!),
        ];

        Assert.Equal(numbers.Order(), s_ids);
        Assert.Equal(s_ids.Length, s_ids.Distinct().Count());
    }

    [Fact]
    public void Every_descriptor_is_in_the_list()
    {
        DiagnosticDescriptor[] fields =
        [
            .. typeof(Descriptors).GetFields(BindingFlags.Public | BindingFlags.Static)
                .Where(field => field.FieldType == typeof(DiagnosticDescriptor))
                .Select(field => (DiagnosticDescriptor)field.GetValue(null)!),
        ];

        Assert.Equal(fields.OrderBy(descriptor => descriptor.Id), Descriptors.All);
    }

    [Fact]
    public void Errors_cannot_be_configured_and_warnings_can()
    {
        foreach (DiagnosticDescriptor descriptor in Descriptors.All)
        {
            bool isWarning = new Violation(descriptor.Id, EquatableArray<string>.Empty, "").IsWarning;
            Assert.Equal(isWarning ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error, descriptor.DefaultSeverity);
            Assert.Equal(!isWarning, descriptor.CustomTags.Contains(WellKnownDiagnosticTags.NotConfigurable));
            Assert.True(descriptor.IsEnabledByDefault);
        }
    }

    [Fact]
    public void The_documentation_has_one_entry_for_each_with_its_title()
    {
        string[] headings = [.. ReadLines("diagnostics.md").Where(line => line.StartsWith("## ", StringComparison.Ordinal))];

        Assert.Equal(Descriptors.All.Select(descriptor => $"## {descriptor.Id}: {descriptor.Title}"), headings);
    }

    [Fact]
    public void The_release_lists_have_one_row_for_each_with_its_severity()
    {
        string[] rows =
        [
            .. ReadLines("AnalyzerReleases.Shipped.md").Concat(ReadLines("AnalyzerReleases.Unshipped.md"))
                .Where(line => line.StartsWith("TG", StringComparison.Ordinal)),
        ];

        Assert.Equal(
            Descriptors.All.Select(descriptor => $"{descriptor.Id} | {descriptor.Category} | {descriptor.DefaultSeverity} | {descriptor.Title}"),
            rows.Order());
    }

    private static string[] ReadLines(string file) => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Diagnostics", file));
}
