/// A tool that could not do what was asked: becomes a result with `isError`, whose text says what is wrong and
/// what to do about it.
public struct ToolFailure: Error, Hashable, Sendable {
  /// What went wrong and the remedy.
  public let message: String

  /// Makes a failure.
  public init(_ message: String) { self.message = message }
}
