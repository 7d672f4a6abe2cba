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
        ["Pipeline"] = ["Declaration", "Emit", "Graph", "Infrastructure", "Model"],
        ["Declaration"] = ["Infrastructure", "Model"],
        ["Diagnostics"] = ["Infrastructure", "Model"],
        ["Emit"] = ["Graph", "Infrastructure", "Model", "Plan"],
        ["Plan"] = ["Graph", "Infrastructure", "Model"],
        ["Graph"] = ["Infrastructure", "Model"],
        ["Model"] = ["Infrastructure"],
        ["Infrastructure"] = [],
    };

    private static readonly IReadOnlyCollection<(string Type, string Used)> s_uses = RoomDependencies.Read();

    [Fact]
    public void A_room_uses_only_the_rooms_before_it() => Assert.Empty(
        from use in s_uses
        let room = RoomDependencies.RoomOf(use.Type)
        let used = RoomDependencies.RoomOf(use.Used)
        where room is not null && used is not null && room != used && !s_doors[room].Contains(used)
        select $"{use.Type} uses {use.Used}");

    [Fact]
    public void Only_the_first_and_the_last_touch_the_compiler() => Assert.Empty(
        from use in s_uses
        where use.Used.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
        where RoomDependencies.RoomOf(use.Type) is "Model" or "Graph" or "Plan" or "Emit" or "Infrastructure"
        select $"{use.Type} uses {use.Used}");

    [Fact]
    public void Every_room_is_known() => Assert.Equal(
        s_doors.Keys.Order(), s_uses.Select(use => RoomDependencies.RoomOf(use.Type)).OfType<string>().Distinct().Order());

    [Theory]
    [InlineData("Declaration", "Model")]
    [InlineData("Graph", "Model")]
    [InlineData("Plan", "Graph")]
    [InlineData("Emit", "Plan")]
    [InlineData("Declaration", "Microsoft.CodeAnalysis")]
    public void The_scan_sees_the_doors_that_are_in_use(string room, string used) => Assert.Contains(
        s_uses, use => RoomDependencies.RoomOf(use.Type) == room && (RoomDependencies.RoomOf(use.Used) ?? use.Used) == used);
}
