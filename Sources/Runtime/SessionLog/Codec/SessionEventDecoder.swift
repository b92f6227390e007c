import JSON

/// Reads the lines of a session file one after another, keeping what repeats (server names).
package struct SessionEventDecoder {
  private var fields = LineFields()
  private var names: [(bytes: [UInt8], name: String)] = []

  /// Makes a decoder that has seen nothing.
  package init() {}

  /// Reads the line in `range` of `bytes`; nil for a kind this version does not know.
  package mutating func decode(
    _ bytes: [UInt8], in range: Range<Int>
  ) throws(SessionLineError) -> SessionEvent? {
    try fields.scan(bytes, in: range)
    defer { fields.release() }
    let number = try fields.requiredInt(.n)
    guard let time = fields.time(.t) else {
      throw SessionLineError(fields[.t] == nil ? "t is missing" : "t is not a number of seconds")
    }
    guard let body = try body() else { return nil }
    return SessionEvent(
      number: number, time: time, server: server(), generation: fields.int(.g) ?? 0, body: body)
  }

  private mutating func server() -> String? {
    guard let range = fields[.s] else { return nil }
    for known in names where fields.bytes[range].elementsEqual(known.bytes) { return known.name }
    guard let name = fields.text(.s) else { return nil }
    if names.count < 64 { names.append((Array(fields.bytes[range]), name)) }
    return name
  }

  private func body() throws(SessionLineError) -> SessionEvent.Body? {
    switch try fields.requiredText(.k) {
    case "c2s": try message(.clientToServer)
    case "s2c": try message(.serverToClient)
    case "err": .stderr(try text())
    case "bad": .stray(try text())
    case "proc": try process()
    case "state": .state(try stateChange())
    case "log": .note(try fields.word(.level, whenAbsent: .info), try text())
    case "mark": .mark(try text())
    case "cut": try cut()
    case "gap": .gap(events: try fields.requiredInt(.events))
    case "end": .end(events: try fields.requiredInt(.events), gaps: fields.int(.gaps) ?? 0)
    default: nil
    }
  }

  private func message(
    _ direction: MessageDirection
  ) throws(SessionLineError) -> SessionEvent.Body {
    let bytes = try fields.raw(.m)
    return .message(
      direction, RawJSON(bytes: bytes), origin: try fields.word(.o, whenAbsent: .person))
  }

  /// The text, or what can be shown of bytes that were no UTF-8.
  private func text() throws(SessionLineError) -> String {
    if fields[.text] == nil, let bytes = fields.base64() {
      return String(decoding: bytes, as: UTF8.self)
    }
    return try fields.requiredText(.text)
  }

  private func process() throws(SessionLineError) -> SessionEvent.Body? {
    switch try fields.requiredText(.ev) {
    case "declared":
      .declared(
        ServerDeclaration(
          command: fields.texts(.cmd), directory: fields.text(.dir) ?? "",
          environmentNames: fields.texts(.env), origin: fields.text(.origin) ?? "",
          taskGraphTool: fields.text(.graph)))
    case "spawn": .spawned(pid: try fields.requiredInt32(.pid))
    case "spawnFailed": .spawnFailed(try text())
    case "exit": .exited(code: try fields.int32(.code), signal: try fields.int32(.signal))
    case "groupEmpty": .groupEmpty
    default: nil
    }
  }

  private func cut() throws(SessionLineError) -> SessionEvent.Body {
    .cut(
      try fields.word(.dir), bytes: try fields.requiredInt(.size), hash: fields.text(.hash) ?? "")
  }

  private func stateChange() throws(SessionLineError) -> StateChange {
    StateChange(
      from: try fields.word(.from), to: try fields.word(.to), why: fields.text(.why) ?? "",
      remedy: fields.text(.remedy), retryAt: fields.time(.retryAt),
      restarts: fields.int(.restarts), restartLimit: fields.int(.limit),
      revision: fields.text(.revision), handshake: fields.text(.step))
  }
}

extension LineFields {
  fileprivate func requiredInt32(_ key: Key) throws(SessionLineError) -> Int32 {
    guard let value = try int32(key) else { throw SessionLineError("\(key) is missing") }
    return value
  }

  fileprivate func int32(_ key: Key) throws(SessionLineError) -> Int32? {
    guard self[key] != nil else { return nil }
    guard let value = Int32(exactly: try requiredInt(key)) else {
      throw SessionLineError("\(key) is out of range")
    }
    return value
  }
}
