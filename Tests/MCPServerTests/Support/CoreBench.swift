import EventLoop
import JSON
import JSONRPC
import MCPSchema
import MCPServer
import MCPTransport
import Synchronization

/// A route back to a client that keeps what is sent over it, and answers questions by a script.
final class ScriptedRoute: RequestRoute {
  /// What was sent: `{"method":…,"params":…,"for":…}`, closed streams as `{"method":"close"}`.
  let sent = Journal()
  private let script: @Sendable (_ method: String, _ params: JSONValue?) -> CallOutcome
  /// Where notifications wait until it holds `open`.
  private let gate: Journal?

  init(
    gate: Journal? = nil,
    script: @escaping @Sendable (String, JSONValue?) -> CallOutcome = { _, _ in
      .failed(SessionError(.closed, "nobody answers"))
    }
  ) {
    self.gate = gate
    self.script = script
  }

  private func note(_ method: String, _ params: RawJSON?, _ request: RequestID) -> JSONValue? {
    let params = params.flatMap { try? $0.parse() }
    var entry: JSONObject = ["method": .string(method)]
    entry["params"] = params
    entry["for"] = request.value
    sent.note(.object(entry))
    return params
  }

  func notify(_ method: String, _ params: RawJSON?, for request: RequestID) async {
    _ = note(method, params, request)
    await gate?.reached("open")
  }

  func call(
    _ method: String, _ params: RawJSON?, timeout: Duration, for request: RequestID
  ) async -> CallOutcome {
    script(method, note(method, params, request))
  }

  func closeStream(of request: RequestID, retry: Duration) async { _ = note("close", nil, request) }

  /// The methods sent so far, in order.
  var methods: [String] { sent.entries.compactMap { $0["method"]?.string } }

  /// The params of what was sent by that method.
  func params(of method: String) -> [JSONValue] {
    sent.entries.filter { $0["method"]?.string == method }.map { $0["params"] ?? .null }
  }
}

/// A time that stands still until a test moves it.
final class StillClock: Sendable {
  private let milliseconds = Mutex<Int64>(1_700_000_000_000)

  /// Unix milliseconds.
  var now: Int64 { milliseconds.withLock { $0 } }

  /// Lets time pass.
  func advance(byMs amount: Int64) { milliseconds.withLock { $0 += amount } }
}

/// A server core without a transport: requests go in one by one, each with its own route and principal.
actor CoreBench {
  nonisolated let loop: EventLoop
  nonisolated let core: ServerCore
  nonisolated let clock = StillClock()
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  init(_ definition: ServerDefinition, sealingKey: [UInt8]? = nil) throws {
    let loop = try EventLoop.startThread(named: "test loop")
    self.loop = loop
    let clock = clock
    core = ServerCore(definition, loop: loop, sealingKey: sealingKey) { clock.now }
  }

  deinit { loop.stop() }

  /// Serves a modern request to its end; gives `{"result":…}` or `{"error":…}`.
  @discardableResult
  func ask(
    _ method: String, _ members: JSONObject = [:], capabilities: JSONObject = [:],
    meta: JSONObject = [:], from principal: Principal? = nil, over route: ScriptedRoute = .init(),
    canCall: Bool = false, id: RequestID = .number(1)
  ) async -> JSONValue {
    let params = params(
      members, for: .v2026_07_28, capabilities: capabilities, meta: meta)
    let link = RequestLink(route: route, canCall: canCall, principal: principal)
    return await Self.end(of: core.serve(Self.request(method, params, id), link))
  }

  /// Serves a request outside any conversation, with exactly these params, which its transport has read already
  /// or not.
  func ask(
    _ method: String, exactly params: JSONObject, isRead: Bool = true
  ) async -> JSONValue {
    let link = RequestLink(route: ScriptedRoute(), canCall: false)
    let read = Self.request(method, params, .number(1))
    let unread = IncomingRequest(
      id: .number(1), method: method, message: Self.message(method, params))
    return await Self.end(of: core.serve(isRead ? read : unread, link))
  }

  /// Serves a request of a conversation to its end.
  @discardableResult
  func ask(
    _ method: String, _ params: JSONObject = [:], in conversation: any Conversation,
    from principal: Principal? = nil, over route: ScriptedRoute = .init(), canCall: Bool = true
  ) async -> JSONValue {
    let link = RequestLink(route: route, canCall: canCall, principal: principal)
    return await Self.end(of: conversation.serve(Self.request(method, params, .number(1)), link))
  }

  /// Opens a conversation and shakes hands.
  func converse(
    _ revision: Revision, capabilities: JSONObject = [:], from principal: Principal? = nil,
    hearing told: Journal = Journal()
  ) async -> any Conversation {
    let conversation = core.converse(
      ConversationOutlet(notify: { method, params in
        told.note([
          "method": .string(method), "params": params.flatMap { try? $0.parse() } ?? .null,
        ])
      }))
    await ask(
      "initialize",
      ["protocolVersion": .string(revision.name), "capabilities": .object(capabilities)],
      in: conversation, from: principal)
    conversation.notified("notifications/initialized", Self.message("notifications/initialized"))
    return conversation
  }

  /// Lets everything under way on the loop happen.
  func settle() async {
    for _ in 0..<8 {
      await withCheckedContinuation { continuation in loop.post { continuation.resume() } }
    }
  }

  private static func end(of reply: Reply) async -> JSONValue {
    let outcome: Outcome
    switch reply {
    case .now(let now): outcome = now
    case .later(let work): outcome = await work()
    }
    return switch outcome {
    case .result(let raw): ["result": (try? raw.parse()) ?? .null]
    case .error(let error): ["error": error.value]
    }
  }

  private static func request(_ method: String, _ params: JSONObject, _ id: RequestID)
    -> IncomingRequest
  {
    IncomingRequest(id: id, method: method, message: message(method), params: .object(params))
  }

  private static func message(_ method: String, _ params: JSONObject? = nil) -> IncomingMessage {
    var message: JSONObject = ["jsonrpc": "2.0", "method": .string(method)]
    message["params"] = params.map { .object($0) }
    let bytes = JSONWriter.bytes(.object(message))
    guard let envelope = try? Envelope(scanning: bytes) else {
      preconditionFailure("a notification is a message")
    }
    return IncomingMessage(bytes: bytes, envelope: envelope)
  }
}
