import JSON

/// Reads bare JSON-RPC lines, which tell neither time nor direction.
///
/// A message with a method goes the way the MCP specification lets it go; an answer goes against the
/// last open request with its id. Where both are possible, client to server is assumed.
struct TraceReader {
  /// Methods only a server sends (MCP 2024-11-05 to 2026-07-28).
  private static let fromServer: Set<String> = [
    "sampling/createMessage", "roots/list", "elicitation/create", "notifications/message",
    "notifications/resources/updated", "notifications/resources/list_changed",
    "notifications/tools/list_changed", "notifications/prompts/list_changed",
    "notifications/elicitation/complete", "notifications/progress",
  ]
  /// Open requests remembered at most; a trace without answers must not fill the memory.
  private static let maximumOpen = 100_000

  private var fields = LineFields()
  /// Ids of open requests from the server, as written.
  private var openFromServer: Set<[UInt8]> = []

  mutating func event(
    _ bytes: [UInt8], _ range: Range<Int>, number: Int
  ) throws(SessionLineError) -> SessionEvent? {
    try fields.scan(bytes, in: range)
    defer { fields.release() }
    guard fields[.jsonrpc] != nil else {
      throw SessionLineError("this line is no JSON-RPC message")
    }
    // The scanner allows white space (a carriage return) behind the object; the message ends before it.
    var end = range.upperBound
    while end > range.lowerBound, bytes[end - 1] != 0x7D { end -= 1 }
    let message = RawJSON(bytes: Array(bytes[range.lowerBound..<end]))
    return SessionEvent(
      number: number, time: .zero, server: "trace", generation: 1,
      body: .message(direction(), message, origin: .person))
  }

  private mutating func direction() -> MessageDirection {
    let id = fields[.id].map { Array(fields.bytes[$0]) }
    guard let method = fields.text(.method) else {
      guard let id, openFromServer.remove(id) != nil else { return .serverToClient }
      return .clientToServer
    }
    guard Self.fromServer.contains(method) else { return .clientToServer }
    if let id, openFromServer.count < Self.maximumOpen { openFromServer.insert(id) }
    return .serverToClient
  }
}
