/// The reserved names inside `_meta` (mcp-protocol, 2026-07-28, request and result envelopes).
public enum MetaKey {
  /// The revision of a modern request.
  public static let protocolVersion = "io.modelcontextprotocol/protocolVersion"
  /// What the client can do, for this request only.
  public static let clientCapabilities = "io.modelcontextprotocol/clientCapabilities"
  /// Who the client is; for display and logs only.
  public static let clientInfo = "io.modelcontextprotocol/clientInfo"
  /// The least severe log message wanted for this request.
  public static let logLevel = "io.modelcontextprotocol/logLevel"
  /// Who the server is, on results.
  public static let serverInfo = "io.modelcontextprotocol/serverInfo"
  /// The listen request a notification belongs to.
  public static let subscriptionID = "io.modelcontextprotocol/subscriptionId"
  /// Names the progress notifications of a request.
  public static let progressToken = "progressToken"
  /// The task a message belongs to (core tasks of 2025-11-25).
  public static let relatedTask = "io.modelcontextprotocol/related-task"
  /// W3C trace context, carried as it came (2026-07-28).
  public static let traceContext = ["traceparent", "tracestate", "baggage"]
}
