import JSON

/// Events as lines of a session file, one JSON object each.
///
/// ```json
/// {"n":3,"t":1.913004,"k":"s2c","s":"tasks","g":3,"m":{"jsonrpc":"2.0","id":0,"result":{}}}
/// ```
///
/// `n` number, `t` seconds since the start (microseconds kept), `k` kind, `s` server, `g` generation,
/// `m` the message byte-exact, `o` its origin when that is not a person. Unknown keys are ignored on
/// reading, unknown kinds give nil, so the format can grow.
package enum SessionEventCodec {
  /// Messages larger than this are kept as a `cut` record: direction, size and hash.
  package static let maximumMessageBytes = 16 << 20

  /// The line of one event, newline included.
  package static func line(_ event: SessionEvent) -> [UInt8] {
    var output: [UInt8] = []
    append(event, to: &output)
    return output
  }

  /// Appends the line of one event, newline included.
  package static func append(_ event: SessionEvent, to output: inout [UInt8]) {
    var writer = LineWriter(taking: &output)
    writer.field("n", event.number)
    writer.field("t", event.time)
    writer.field("k", kind(of: event.body))
    if let server = event.server { writer.field("s", server) }
    if event.server != nil || event.generation != 0 { writer.field("g", event.generation) }
    appendBody(event.body, to: &writer)
    output = writer.finish()
  }

  /// Reads one line, with or without its newline.
  ///
  /// Returns nil for a kind this version does not know. For many lines use `SessionEventDecoder`.
  package static func decode(_ line: [UInt8]) throws(SessionLineError) -> SessionEvent? {
    var decoder = SessionEventDecoder()
    return try decoder.decode(line, in: line.indices)
  }

  private static func kind(of body: SessionEvent.Body) -> String {
    switch body {
    case .declared, .spawned, .spawnFailed, .exited, .groupEmpty: "proc"
    case .message(let direction, let message, _):
      message.bytes.count > maximumMessageBytes ? "cut" : direction.rawValue
    case .stray: "bad"
    case .stderr: "err"
    case .state: "state"
    case .note: "log"
    case .mark: "mark"
    case .cut: "cut"
    case .gap: "gap"
    case .end: "end"
    }
  }

  private static func appendBody(_ body: SessionEvent.Body, to writer: inout LineWriter) {
    switch body {
    case .declared(let declaration): append(declaration, to: &writer)
    case .spawned(let pid):
      writer.field("ev", "spawn")
      writer.field("pid", Int(pid))
    case .spawnFailed(let text):
      writer.field("ev", "spawnFailed")
      writer.field("text", text)
    case .exited(let code, let signal):
      writer.field("ev", "exit")
      writer.field("code", code.map { Int($0) })
      writer.field("signal", signal.map { Int($0) })
    case .groupEmpty: writer.field("ev", "groupEmpty")
    case .message(let direction, let message, let origin):
      append(message, direction, origin, to: &writer)
    case .stray(let text), .stderr(let text), .mark(let text): writer.field("text", text)
    case .state(let change): append(change, to: &writer)
    case .note(let level, let text):
      writer.field("level", level.rawValue)
      writer.field("text", text)
    case .cut(let direction, let size, let hash):
      appendCut(direction, size: size, hash: hash, to: &writer)
    case .gap(let events): writer.field("events", events)
    case .end(let events, let gaps):
      writer.field("events", events)
      writer.field("gaps", gaps)
    }
  }

  private static func append(
    _ message: RawJSON, _ direction: MessageDirection, _ origin: MessageOrigin,
    to writer: inout LineWriter
  ) {
    guard message.bytes.count <= maximumMessageBytes else {
      let hash = ContentHash.of(message.bytes)
      return appendCut(direction, size: message.bytes.count, hash: hash, to: &writer)
    }
    if origin != .person { writer.field("o", origin.rawValue) }
    writer.field("m", message, otherwise: "b64")
  }

  private static func appendCut(
    _ direction: MessageDirection, size: Int, hash: String, to writer: inout LineWriter
  ) {
    writer.field("dir", direction.rawValue)
    writer.field("size", size)
    writer.field("hash", hash)
  }

  private static func append(_ declaration: ServerDeclaration, to writer: inout LineWriter) {
    writer.field("ev", "declared")
    writer.field("cmd", declaration.command)
    writer.field("dir", declaration.directory)
    writer.field("env", declaration.environmentNames)
    writer.field("origin", declaration.origin)
    writer.field("graph", declaration.taskGraphTool)
  }

  private static func append(_ change: StateChange, to writer: inout LineWriter) {
    writer.field("from", change.from.rawValue)
    writer.field("to", change.to.rawValue)
    writer.field("why", change.why)
    writer.field("remedy", change.remedy)
    if let retryAt = change.retryAt { writer.field("retryAt", retryAt) }
    writer.field("restarts", change.restarts)
    writer.field("limit", change.restartLimit)
    writer.field("revision", change.revision)
    writer.field("step", change.handshake)
  }
}

/// Why a line is not an event.
package struct SessionLineError: Error, Equatable, Sendable {
  /// What is wrong, without the line number: `t is missing`.
  package let message: String

  /// Wraps a message.
  package init(_ message: String) { self.message = message }
}
