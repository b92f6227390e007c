import EventLoop
import JSON
import JSONRPC
import MCPClient
import MCPSchema
import MCPTransport
import Testing

@Suite("The client as a library", .timeLimit(.minutes(1)))
struct MCPClientTests {
  private static let echoing: Script = { message in
    message.method == "tools/call"
      ? [.answer(message, FakeServer.text(message.params?["arguments"]?["message"]?.string ?? ""))]
      : []
  }

  @Test("a few lines connect, call and close", arguments: [Revision.v2026_07_28, .v2024_11_05])
  func tenLines(revision: Revision) async throws {
    let loop = try EventLoop.startThread(named: "test loop")
    defer { loop.stop() }
    let heard = Gathered<String>()
    let transport = ScriptedTransport(
      loop: loop, script: FakeServer.script(revision, serve: Self.echoing)
    ) { heard.append($0.method) }
    let client = try await MCPClient(name: "tests", version: "1").connect(to: transport, loop: loop)
    let result = try await client.callTool("echo", ["message": "hi"])
    #expect(result.joinedText == "hi")
    #expect(client.revision == revision)
    #expect(client.serverInfo?.name == "fake")
    await client.close()
    let error = await failure { try await client.callTool("echo", ["message": "hi"]) }
    #expect(error?.localCode == .closed)
    await client.close()
    #expect(heard.all.last == "tools/call")
  }

  @Test("a failed handshake leaves nothing running")
  func failedHandshake() async throws {
    let loop = try EventLoop.startThread(named: "test loop")
    defer { loop.stop() }
    for reaction in [Reaction.close, .say("x")] {
      let transport = ScriptedTransport(
        loop: loop,
        script: { message in
          if case .close = reaction { return [.close] }
          return [.refuse(message, -32601)]
        }
      ) { _ in }
      do {
        _ = try await MCPClient(name: "tests", version: "1").connect(to: transport, loop: loop)
        Issue.record("it connected")
      } catch {
        #expect(!error.message.isEmpty)
      }
    }
  }

  @Test("a connection that nobody holds any more ends by itself")
  func dropped() async throws {
    let loop = try EventLoop.startThread(named: "test loop")
    defer { loop.stop() }
    let ended = Gathered<Bool>()
    let transport = ClosingTransport(
      ScriptedTransport(loop: loop, script: FakeServer.script()) { _ in }
    ) { ended.append(true) }
    _ = try await MCPClient(name: "tests", version: "1").connect(to: transport, loop: loop)
    while ended.all.isEmpty {
      await withCheckedContinuation { continuation in loop.post { continuation.resume() } }
    }
  }

  @Test("everything a client is made with is used")
  func settings() async throws {
    let loop = try EventLoop.startThread(named: "test loop")
    defer { loop.stop() }
    let (heard, notified) = (Gathered<Heard>(), Gathered<ServerNotification>())
    let transport = ScriptedTransport(
      loop: loop,
      script: FakeServer.script(.v2025_06_18) {
        [.notify("notifications/tools/list_changed"), .answer($0, #"{"tools":[]}"#)]
      }
    ) { heard.append($0) }
    var options = ClientOptions()
    options.preferredRevision = .v2025_06_18
    let client = MCPClient(
      info: Implementation(name: "n", title: "T", version: "2"),
      host: ClientHost(roots: { [] }), options: options,
      observer: ClientObserver(notified: { notified.append($0) }))
    let connection = try await client.connect(to: transport, loop: loop, era: .legacy)
    _ = try await connection.listTools()
    await connection.close()
    #expect(
      heard.all.first?.params == [
        "protocolVersion": "2025-06-18", "capabilities": ["roots": ["listChanged": true]],
        "clientInfo": ["name": "n", "title": "T", "version": "2"],
      ])
    #expect(notified.all == [.toolsChanged])
  }
}

/// Passes everything on and says when it was closed.
private final class ClosingTransport: Transport {
  private let inner: ScriptedTransport
  private let closed: () -> Void

  init(_ inner: ScriptedTransport, closed: @escaping () -> Void) {
    self.inner = inner
    self.closed = closed
  }

  func start(_ receive: @escaping (TransportEvent) -> Void) { inner.start(receive) }
  func send(_ message: OutgoingMessage, relatedTo request: RequestID?) {
    inner.send(message, relatedTo: request)
  }
  func send(line: [UInt8], relatedTo request: RequestID?) { inner.send(line: line, relatedTo: nil) }
  func close() {
    closed()
    inner.close()
  }
}
