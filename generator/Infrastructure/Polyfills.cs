namespace System.Runtime.CompilerServices;

/// <summary>netstandard2.0 lacks this marker; the compiler asks for it in order to accept <c>init</c> and records.</summary>
internal static class IsExternalInit;
