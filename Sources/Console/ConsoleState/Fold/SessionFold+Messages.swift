import Basics
import JSON
import JSONRPC
import Screen
import SessionLog

extension SessionFold {
  /// The largest result that is parsed on arrival; larger ones are only searched for `isError`.
  private static let parseLimit = 1 << 20
  /// How much of the arguments one-line displays keep, in bytes.
  private static let previewBytes = 160

  /// Applies one protocol message: to the calls, the tools, the tasks and the log.
  mutating func applyMessage(
    _ event: SessionEvent, _ server: Int, _ direction: MessageDirection, _ message: RawJSON,
    _ origin: MessageOrigin
  ) {
    let envelope: Envelope
    do {
      envelope = try Envelope(scanning: message.bytes)
    } catch {
      return log(event, server, .bad, .warn, "unreadable message: \(error.message)")
    }
    let found = Found(
      event: event, server: server, direction: direction, message: message, envelope: envelope,
      origin: origin)
    switch envelope.kind {
    case .request(let id, let method): request(found, id.json, method)
    case .notification(let method): notification(found, method)
    case .result(let id): response(found, id.json, failed: false)
    case .error(let id): response(found, id?.json ?? "null", failed: true)
    }
  }

  /// A message on its way through the fold.
  private struct Found {
    let event: SessionEvent
    let server: Int
    let direction: MessageDirection
    let message: RawJSON
    let envelope: Envelope
    let origin: MessageOrigin

    var stream: LogStream { direction == .clientToServer ? .c2s : .s2c }
    var bytes: [UInt8] { message.bytes }

    func parameter(_ path: String...) -> JSONValue? {
      envelope.params.flatMap { JSONPeek.member(path, in: message.bytes, range: $0) }
    }
  }

  // MARK: Requests

  private mutating func request(_ found: Found, _ id: String, _ method: String) {
    let isToolCall = method == "tools/call"
    let tool = isToolCall ? found.parameter("name")?.string.map { TextCleaner.line($0) } : nil
    let call = CallRecord(
      id: calls.nextID, server: found.server, generation: found.event.generation,
      request: TextCleaner.line(id), method: TextCleaner.line(method), tool: tool,
      direction: found.direction, origin: found.origin, startedAt: found.event.time,
      requestBytes: found.bytes.count, preview: preview(found, isToolCall: isToolCall),
      progressToken: progressToken(found), requestBody: found.message)
    calls.begin(call)
    updateServer(found.server) { $0.outstanding += 1 }
    if found.origin == .person, found.direction == .clientToServer {
      noticePersonCall(call.id)
      if isToolCall { updateServer(found.server) { $0.calls += 1 } }
    }
    // A pane asks again and again; its requests are in Calls (`origin:all`), in the log only its failures.
    guard found.origin != .pane else { return }
    let text = "req  #\(call.request) \(call.method) \(tool ?? "") \(call.preview)"
    append(found.event, found.server, found.stream, .unknown, text.trimmed, call: call.id)
  }

  private func preview(_ found: Found, isToolCall: Bool) -> String {
    guard var place = found.envelope.params else { return "" }
    if isToolCall {
      guard let inner = JSONPeek.place(of: "arguments", in: found.bytes, range: place) else {
        return ""
      }
      place = inner
    }
    let end = min(place.upperBound, place.lowerBound + Self.previewBytes)
    let text = TextCleaner.line(
      String(decoding: found.bytes[place.lowerBound..<end], as: UTF8.self))
    if text == "{}" { return "" }
    return end < place.upperBound ? text + "..." : text
  }

  private func progressToken(_ found: Found) -> String? {
    guard found.envelope.params != nil else { return nil }
    return found.parameter("_meta", "progressToken").map { JSONWriter.string($0) }
  }

  // MARK: Responses

  private mutating func response(_ found: Found, _ id: String, failed: Bool) {
    let asked: MessageDirection =
      found.direction == .clientToServer ? .serverToClient : .clientToServer
    let clean = TextCleaner.line(id)
    guard
      let call = calls.openCall(
        server: found.server, generation: found.event.generation, direction: asked, request: clean)
    else {
      let text = "resp #\(clean) answers nothing we know  \(Format.bytes(found.bytes.count))"
      return append(found.event, found.server, found.stream, .warn, text, call: nil)
    }
    let outcome = outcome(found, call, failed: failed)
    calls.update(call.id, closing: true) { record in
      record.outcome = outcome.outcome
      record.endedAt = found.event.time
      record.responseBytes = found.bytes.count
      record.responseBody = found.message
      record.failure = outcome.failure
    }
    settle(found, call, outcome.outcome)
    if outcome.outcome == .ok { learn(found, call) }
    logResponse(found, call, outcome)
  }

  private func outcome(
    _ found: Found, _ call: CallRecord, failed: Bool
  ) -> (outcome: CallOutcome, failure: String?) {
    if call.outcome == .cancelled { return (.late, nil) }
    if failed {
      let code = found.envelope.error.flatMap {
        JSONPeek.member(["code"], in: found.bytes, range: $0)?.number?.literal
      }
      let message = found.envelope.error.flatMap {
        JSONPeek.member(["message"], in: found.bytes, range: $0)?.string
      }
      let words = [code, message].compactMap { $0 }.joined(separator: " ")
      return (.protocolError, TextCleaner.line(words, maximumBytes: 512))
    }
    guard call.method == "tools/call", let result = found.envelope.result else { return (.ok, nil) }
    let isError = JSONPeek.member(["isError"], in: found.bytes, range: result)?.bool == true
    return (isError ? .toolError : .ok, nil)
  }

  /// Counts an answered call on its server.
  private mutating func settle(_ found: Found, _ call: CallRecord, _ outcome: CallOutcome) {
    updateServer(found.server) { server in
      server.outstanding = max(0, server.outstanding - (call.outcome == .cancelled ? 0 : 1))
      guard call.origin == .person, call.direction == .clientToServer, call.method == "tools/call"
      else { return }
      if outcome.isFailure {
        server.errors += 1
        server.lastError = call.id
      } else if outcome == .ok {
        server.latency.record((found.event.time - call.startedAt).microseconds)
      }
    }
  }

  /// Takes over what an answer says about the server: its tools, its tasks.
  private mutating func learn(_ found: Found, _ call: CallRecord) {
    guard call.direction == .clientToServer, let place = found.envelope.result,
      place.count <= Self.parseLimit
    else { return }
    if call.method == "tools/list" {
      guard let page = try? JSONParser.parse(found.bytes, in: place) else { return }
      let isFirst = !asksForPage(call)
      updateServer(found.server) { $0.tools.take(page: page, isFirst: isFirst) }
    } else if let tool = call.tool, tool == servers[found.server].declaration?.taskGraphTool {
      guard let inner = JSONPeek.place(of: "structuredContent", in: found.bytes, range: place),
        let value = try? JSONParser.parse(found.bytes, in: inner),
        let graph = TaskGraph(value)
      else { return }
      tasks = graph
      tasksServer = servers[found.server].name
    }
  }

  private func asksForPage(_ call: CallRecord) -> Bool {
    guard let body = call.requestBody else { return false }
    return JSONPeek.member(["params", "cursor"], in: body.bytes, range: 0..<body.bytes.count)?
      .string != nil
  }

  private mutating func logResponse(
    _ found: Found, _ call: CallRecord, _ outcome: (outcome: CallOutcome, failure: String?)
  ) {
    guard call.origin != .pane || outcome.outcome != .ok else { return }
    let took = Format.latency((found.event.time - call.startedAt).microseconds)
    let word: String
    var level = LogLevel.unknown
    switch outcome.outcome {
    case .toolError: (word, level) = ("error", .error)
    case .protocolError: (word, level) = ("failed \(outcome.failure ?? "")", .error)
    case .late: (word, level) = ("late", .warn)
    default: word = "ok"
    }
    let text =
      "resp #\(call.request) \(call.method) \(call.tool ?? "")"
      .trimmed + "  \(word) \(took)  \(Format.bytes(found.bytes.count))"
    append(found.event, found.server, found.stream, level, text, call: call.id)
  }

  // MARK: Notifications and ends

  private mutating func notification(_ found: Found, _ method: String) {
    var text = "note \(TextCleaner.line(method))"
    var call: Int?
    var level = LogLevel.unknown
    switch method {
    case "notifications/cancelled":
      guard let id = found.parameter("requestId").map({ JSONWriter.string($0) }) else { break }
      text += " #\(TextCleaner.line(id))"
      call = cancelled(found, TextCleaner.line(id))
    case "notifications/progress":
      let words = progressWords(found)
      text += words.isEmpty ? "" : " \(words)"
      call = progressed(found, words)
    case "notifications/message":
      level = LogLevel(word: found.parameter("level")?.string ?? "")
      if let data = found.parameter("data")?.string { text += " " + TextCleaner.line(data) }
    default: break
    }
    append(found.event, found.server, found.stream, level, text, call: call)
  }

  private mutating func cancelled(_ found: Found, _ id: String) -> Int? {
    guard
      let call = calls.openCall(
        server: found.server, generation: found.event.generation, direction: found.direction,
        request: id), call.outcome == .pending
    else { return nil }
    calls.update(call.id, closing: false) { record in
      record.outcome = .cancelled
      record.endedAt = found.event.time
    }
    updateServer(found.server) { $0.outstanding = max(0, $0.outstanding - 1) }
    return call.id
  }

  private func progressWords(_ found: Found) -> String {
    var words = found.parameter("progress")?.number?.literal ?? ""
    if let total = found.parameter("total")?.number?.literal { words += "/\(total)" }
    if let message = found.parameter("message")?.string {
      words += " " + TextCleaner.line(message, maximumBytes: 512)
    }
    return words.trimmed
  }

  private mutating func progressed(_ found: Found, _ words: String) -> Int? {
    guard let token = found.parameter("progressToken").map({ JSONWriter.string($0) }) else {
      return nil
    }
    let open = calls.openCalls(server: found.server)
    guard let call = open.first(where: { ($0.progressToken ?? $0.request) == token }) else {
      return nil
    }
    calls.update(call.id, closing: false) { $0.progress = words }
    return call.id
  }

  /// Ends the calls of a server whose process died.
  mutating func closeCalls(_ server: Int, at time: Duration, why: String) {
    for call in calls.openCalls(server: server) {
      let wasPending = call.outcome == .pending
      calls.update(call.id, closing: true) { record in
        guard wasPending else { return }
        record.outcome = .closed
        record.endedAt = time
        record.failure = why
      }
      if wasPending, call.origin == .person {
        updateServer(server) { record in
          record.errors += 1
          record.lastError = call.id
        }
      }
    }
    updateServer(server) { $0.outstanding = 0 }
  }
}
