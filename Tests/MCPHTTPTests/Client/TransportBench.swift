import EventLoop
import JSON
import JSONRPC
import MCPHTTP
import MCPTransport

/// A client transport against a scripted server, on the server's loop. What comes out of it becomes words.
actor TransportBench {
  nonisolated let server: ScriptedServer
  nonisolated let options: StreamableHTTPOptions
  nonisolated var unownedExecutor: UnownedSerialExecutor {
    server.loop.asUnownedSerialExecutor()
  }

  /// `line {…}`, `failed 1 broken: text`, `oversized 9`, `closed`, `closed: reason`.
  private(set) var events: [String] = []
  private(set) var notices: [StreamableHTTPNotice] = []
  private let client: HTTPClient
  private var transport: (any Transport)?
  private var waiting:
    [(
      condition: @Sendable (isolated TransportBench) -> Bool,
      continuation: CheckedContinuation<Void, Never>
    )] = []

  /// Makes a Streamable HTTP transport for the server's `/mcp`, not started.
  init(
    _ server: ScriptedServer, fields: HTTPFields = HTTPFields(),
    authorization: (any HTTPClientAuthorization)? = nil, isEventTransport: Bool = false,
    limits: @Sendable (inout StreamableHTTPLimits) -> Void = { _ in }
  ) async {
    self.server = server
    var options = StreamableHTTPOptions(
      url: server.url(), fields: fields, authorization: authorization)
    limits(&options.limits)
    self.options = options
    client = HTTPClient(loop: server.loop)
    prepare(isEventTransport)
  }

  private func prepare(_ isEventTransport: Bool) {
    let notice: (StreamableHTTPNotice) -> Void = { [weak self] notice in
      self?.assumeIsolated {
        $0.notices.append(notice)
        $0.changed()
      }
    }
    if isEventTransport {
      let made = SSEClientTransport(loop: server.loop, client: client, options: options)
      made.notice = notice
      transport = made
    } else {
      let made = StreamableHTTPTransport(loop: server.loop, client: client, options: options)
      made.notice = notice
      transport = made
    }
  }

  func start() { transport?.start { [weak self] event in self?.assumeIsolated { $0.take(event) } } }
  func close() { transport?.close() }
  func drop() { transport = nil }

  /// Sends a message written as JSON.
  func send(_ text: String) { transport?.send(line: Array(text.utf8) + [0x0A]) }

  /// Sends a request by its parts.
  func send(_ id: Int, _ method: String, _ params: JSONValue? = nil) {
    transport?.send(.request(.number(id), method: method, params: params.map { RawJSON($0) }))
  }

  /// Sends a notification by its parts.
  func notify(_ method: String, _ params: JSONValue? = nil) {
    transport?.send(.notification(method: method, params: params.map { RawJSON($0) }))
  }

  private func take(_ event: TransportEvent) {
    switch event {
    case .line(let line): events.append("line " + String(decoding: line, as: UTF8.self))
    case .oversized(let bytes, _): events.append("oversized \(bytes)")
    case .requestFailed(let id, let failure):
      events.append("failed \(id.json) \(failure.code): \(failure.message)")
    case .ended: events.append("ended")
    case .closed(let reason): events.append(reason.map { "closed: \($0)" } ?? "closed")
    }
    changed()
  }

  /// Waits until `condition` holds.
  func until(_ condition: @escaping @Sendable (isolated TransportBench) -> Bool) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if condition(self) {
          continuation.resume()
        } else {
          waiting.append((condition, continuation))
        }
      }
    } onCancel: {
      server.loop.post { self.assumeIsolated { $0.stopWaiting() } }
    }
  }

  /// A test that took too long ends instead of waiting for ever.
  private func stopWaiting() {
    let all = waiting
    waiting = []
    for waiter in all { waiter.continuation.resume() }
  }

  /// The first `count` events, once there are as many.
  func events(_ count: Int) async -> [String] {
    await until { $0.events.count >= count }
    return Array(events.prefix(count))
  }

  private func changed() {
    let ready = waiting.filter { $0.condition(self) }
    waiting.removeAll { $0.condition(self) }
    for waiter in ready { waiter.continuation.resume() }
  }

  /// The `_meta` of a modern request.
  static let modern: JSONValue = [
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": [:],
  ]

  /// Goes through a legacy handshake; the server's script has to answer it.
  func shakeHands() async {
    start()
    send(0, "initialize", ["protocolVersion": "2025-11-25"])
    _ = await events(1)
    notify("notifications/initialized")
  }
}

/// Answers of a legacy server to a handshake; nil for every other request.
func handshake(
  _ request: SeenRequest, session: String? = "s-1", revision: String = "2025-06-18",
  get: [Step] = [.answer("405 Method Not Allowed")]
) -> [Step]? {
  if request.body.contains("\"initialize\"") {
    let field = session.map { "Mcp-Session-Id: \($0)\r\n" } ?? ""
    return [
      .answer(
        "200 OK",
        #"{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"\#(revision)","capabilities":{}}}"#,
        fields: field)
    ]
  }
  if request.body.contains("notifications/") { return [.answer("202 Accepted")] }
  if request.method == "DELETE" { return [.answer("200 OK")] }
  if request.method == "GET", request.fields["Last-Event-ID"] == nil { return get }
  return nil
}
