using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Generator.Tests.Architecture;

/// <summary>The rooms of the generator and the doors between them: Declaration → Model ← Graph ← Plan ← Emit.</summary>
public sealed class RoomTests
{
    // A room and the rooms it may use; the first entry is the generator itself.
    private static readonly Dictionary<string, string[]> s_doors = new()
    {
        [""] = ["Declaration", "Diagnostics", "Emit", "Infrastructure", "Model", "Pipeline"],
        ["Pipeline"] = ["Declaration", "Diagnostics", "Emit", "Graph", "Infrastructure", "Model"],
        ["Declaration"] = ["Diagnostics", "Infrastructure", "Model"],
        ["Diagnostics"] = ["Infrastructure", "Model"],
        ["Emit"] = ["Graph", "Infrastructure", "Model", "Plan"],
        ["Plan"] = ["Graph", "Infrastructure", "Model"],
        ["Graph"] = ["Infrastructure", "Model"],
        ["Model"] = ["Infrastructure"],
        ["Infrastructure"] = [],
    };

    private static readonly IReadOnlyCollection<(Type Type, Type Used)> s_uses = RoomDependencies.Read();

    [Fact]
    public void A_room_uses_only_the_rooms_before_it() => AssertNone(
        from use in s_uses
        let room = RoomDependencies.RoomOf(use.Type)
        let used = RoomDependencies.RoomOf(use.Used)
        where used is not null && room != used && !s_doors[room].Contains(used)
        select use);

    [Fact]
    public void No_room_behind_the_declaration_touches_the_compiler() => AssertNone(
        from use in s_uses
        where IsCompiler(use.Used) && RoomDependencies.RoomOf(use.Type) is "Model" or "Graph" or "Plan" or "Emit" or "Infrastructure"
        select use);

    [Fact]
    public void Nothing_here_needs_the_runtime() =>
        AssertNone(s_uses.Where(use => use.Used.Assembly.GetName().Name == "Transformers.Generated"));

    [Fact]
    public void Every_room_is_known() =>
        Assert.Equal(s_doors.Keys.Order(), s_uses.Select(use => RoomDependencies.RoomOf(use.Type)!).Distinct().Order());

    [Theory]
    [InlineData("Declaration", "Model")]
    [InlineData("Graph", "Model")]
    [InlineData("Plan", "Graph")]
    [InlineData("Emit", "Plan")]
    [InlineData("Pipeline", "Emit")]
    public void The_scan_sees_the_doors_that_are_in_use(string room, string used) => Assert.Contains(
        s_uses, use => RoomDependencies.RoomOf(use.Type) == room && RoomDependencies.RoomOf(use.Used) == used);

    [Fact]
    public void The_scan_sees_the_compiler() =>
        Assert.Contains(s_uses, use => RoomDependencies.RoomOf(use.Type) == "Declaration" && IsCompiler(use.Used));

    private static bool IsCompiler(Type type) =>
        type.Assembly.GetName().Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal);

    private static void AssertNone(IEnumerable<(Type Type, Type Used)> uses) =>
        Assert.True(!uses.Any(), string.Join("\n", uses.Select(use => $"{use.Type} uses {use.Used}")));
}
