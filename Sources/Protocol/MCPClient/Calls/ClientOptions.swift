public import MCPSchema

/// How a client behaves on every connection it makes.
public struct ClientOptions: Sendable {
  /// Whether answers are kept for as long as the server allows (2026-07-28); off unless asked for.
  public var cachePolicy = CachePolicy.off
  /// Bounds of what is kept.
  public var cacheLimits = ResponseCache.Limits()
  /// Says that the client can follow tasks (the tasks extension of 2026-07-28): servers may then answer a tool call
  /// with one, and the call waits for its end.
  public var followsTasks = false
  /// Checks what tools return against their output schemas, once the tools have been listed.
  public var checksResults = true
  /// The revision to speak when the server does too; otherwise the newest one of the era.
  public var preferredRevision: Revision?
  /// Bounds of each connection.
  public var limits = ClientLimits()
  /// Looks over a complete list of tools; set for transports that have rules about them.
  var toolGate: ToolGate?

  /// Makes the usual options.
  public init() {}
}
