import EventLoop
import JSON
import JSONRPC
import MCPSchema
import MCPServer
import MCPTransport
import Testing

/// A client at the other end of a server's connection: speaks the words of one revision, keeps all it hears, and
/// answers what it is asked by a script.
actor Peer {
  /// How it reacts to a request of the server.
  enum Reaction: Sendable {
    case result(JSONValue)
    case error(JSONRPCError)
    case silence
    case hangUp
  }

  /// Decides the reaction to a request, by method and params.
  typealias Script = @Sendable (_ method: String, _ params: JSONValue?) -> Reaction

  nonisolated let loop: EventLoop
  nonisolated let revision: Revision
  nonisolated let capabilities: JSONObject
  /// Every message heard, parsed.
  nonisolated let heard = Journal()
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  private let script: Script
  private var end: LoopBound<InMemoryTransport>?
  private var unsent: [[UInt8]] = []
  private var nextID = 1
  private var isClosing = false

  init(
    _ revision: Revision, capabilities: JSONObject, script: @escaping Script
  ) throws {
    loop = try EventLoop.startThread(named: "test loop")
    self.revision = revision
    self.capabilities = capabilities
    self.script = script
  }

  deinit { loop.stop() }

  /// Serves a definition to this peer until the connection ends; returns the reason.
  func serve(_ definition: ServerDefinition) async -> String? {
    let (client, server) = InMemoryTransport.pair(loop: loop)
    listen(on: client) { [weak self] event in self?.receive(event) }
    let end = LoopBound(client, to: loop)
    self.end = end
    for line in unsent { end.value.send(line: line) }
    if isClosing { end.value.close() }
    return await MCPServer(definition).run(on: server, loop: loop)
  }

  private nonisolated func receive(_ event: TransportEvent) {
    guard case .line(let bytes) = event else { return }
    let message = (try? JSONParser.parse(bytes)) ?? .string(String(decoding: bytes, as: UTF8.self))
    heard.note(message)
    guard let method = message["method"]?.string, let id = message["id"] else { return }
    assumeIsolated { $0.react(script(method, message["params"]), to: id) }
  }

  private func react(_ reaction: Reaction, to id: JSONValue) {
    switch reaction {
    case .result(let result): say(["jsonrpc": "2.0", "id": id, "result": result])
    case .error(let error): say(["jsonrpc": "2.0", "id": id, "error": error.value])
    case .silence: break
    case .hangUp: close()
    }
  }

  // MARK: Saying

  /// Sends text as a line of its own.
  func say(line: String) {
    let bytes = Array(line.utf8) + [0x0A]
    if let end { end.value.send(line: bytes) } else { unsent.append(bytes) }
  }

  /// Sends a message.
  func say(_ message: JSONValue) { say(line: JSONWriter.string(message)) }

  /// Sends a notification.
  func notify(_ method: String, _ params: JSONValue = [:]) {
    say(["jsonrpc": "2.0", "method": .string(method), "params": params])
  }

  /// Gives up a request.
  func cancel(_ id: RequestID) { notify("notifications/cancelled", ["requestId": id.value]) }

  /// Sends a request in the words of the revision, and goes on.
  @discardableResult
  func start(
    _ method: String, _ members: JSONObject = [:], meta: JSONObject = [:], id: RequestID? = nil
  ) -> RequestID {
    let id = id ?? takeID()
    var message: JSONObject = ["jsonrpc": "2.0", "id": id.value, "method": .string(method)]
    message["params"] = .object(
      params(members, for: revision, capabilities: capabilities, meta: meta))
    say(.object(message))
    return id
  }

  /// Sends a request and gives the message that answers it.
  @discardableResult
  func ask(
    _ method: String, _ members: JSONObject = [:], meta: JSONObject = [:], id: RequestID? = nil
  ) async -> JSONValue {
    await answer(to: start(method, members, meta: meta, id: id))
  }

  /// Sends a request with exactly these params, whatever the revision.
  @discardableResult
  func ask(_ method: String, params: JSONValue?) async -> JSONValue {
    let id = takeID()
    var message: JSONObject = ["jsonrpc": "2.0", "id": id.value, "method": .string(method)]
    message["params"] = params
    say(.object(message))
    return await answer(to: id)
  }

  private func takeID() -> RequestID {
    defer { nextID += 1 }
    return .number(nextID)
  }

  /// The handshake: the answer to `initialize`, then the notification.
  @discardableResult
  func initialize(_ version: String? = nil) async -> JSONValue {
    let answer = await ask(
      "initialize",
      params: [
        "protocolVersion": .string(version ?? revision.name), "capabilities": .object(capabilities),
        "clientInfo": ["name": "peer", "version": "1"],
      ])
    say(["jsonrpc": "2.0", "method": "notifications/initialized"])
    return answer
  }

  /// Ends the connection.
  func close() {
    isClosing = true
    end?.value.close()
  }

  // MARK: Hearing

  /// The message that answers a request; null when the test is cancelled.
  nonisolated func answer(to id: RequestID) async -> JSONValue {
    await heard.first { $0["id"] == id.value && $0["method"] == nil } ?? .null
  }

  /// The params of the notifications of that method so far, or of the requests.
  nonisolated func told(_ method: String) -> [JSONValue] {
    heard.entries.filter { $0["method"]?.string == method }.map { $0["params"] ?? .null }
  }

  /// Runs `work` within one turn of the loop.
  func run(_ work: @Sendable () -> Void) { work() }

  /// Lets everything under way on the loop happen, and be heard.
  func settle() async {
    for _ in 0..<8 {
      await withCheckedContinuation { continuation in loop.post { continuation.resume() } }
    }
  }
}

/// Starts one end of a connection. On the loop's thread only.
private func listen(
  on end: InMemoryTransport, _ heard: @escaping @Sendable (TransportEvent) -> Void
) {
  end.start { heard($0) }
}

/// Params in the words of a revision: a modern request carries its envelope.
func params(
  _ members: JSONObject = [:], for revision: Revision, capabilities: JSONObject = [:],
  meta: JSONObject = [:]
) -> JSONObject {
  var members = members
  var all = meta
  if revision.era == .modern {
    all[MetaKey.protocolVersion] = .string(revision.name)
    all[MetaKey.clientCapabilities] = .object(capabilities)
  }
  if !all.isEmpty { members["_meta"] = .object(all) }
  return members
}

/// Connects a peer to a server, shakes hands where the revision has a handshake, runs the test, and hangs up.
func connected(
  to definition: ServerDefinition, _ revision: Revision = .v2026_07_28,
  capabilities: JSONObject = [:], shakesHands: Bool = true,
  answering script: @escaping Peer.Script = { _, _ in .silence },
  _ body: (Peer) async throws -> Void
) async throws {
  let peer = try Peer(revision, capabilities: capabilities, script: script)
  async let end = peer.serve(definition)
  if revision.era == .legacy, shakesHands { await peer.initialize() }
  do {
    try await body(peer)
  } catch {
    await peer.close()
    _ = await end
    throw error
  }
  await peer.close()
  #expect(await end == nil)
}
