import EventLoop
import JSON
import JSONRPC
import MCPClient
import MCPSchema
import MCPTransport

/// What a scripted server does.
enum Reaction: Sendable {
  case say(String)
  case close

  /// Answers with a result, the text of which is given.
  static func answer(_ request: Heard, _ result: String) -> Reaction {
    .say(#"{"jsonrpc":"2.0","id":\#(request.id),"result":\#(result)}"#)
  }

  /// Answers with an error.
  static func refuse(_ request: Heard, _ code: Int, data: String = "null") -> Reaction {
    .say(
      #"{"jsonrpc":"2.0","id":\#(request.id),"error":{"code":\#(code),"message":"no","data":\#(data)}}"#
    )
  }
}

/// A message as the scripted server hears it.
struct Heard: Sendable {
  let line: String
  let value: JSONValue

  init(_ line: String) {
    self.line = line
    value = (try? JSONParser.parse(line)) ?? .null
  }

  /// The id as it stands in the text.
  var id: String { value["id"].map { JSONWriter.string($0) } ?? "" }
  var method: String { value["method"]?.string ?? "" }
  var params: JSONValue? { value["params"] }
}

/// What a scripted server does on each message.
typealias Script = @Sendable (Heard) -> [Reaction]

/// A loop on which a client meets a scripted server.
actor ClientBench {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  /// What the server heard, in order.
  private(set) var heard: [Heard] = []
  private(set) var steps: [String] = []
  private var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

  init() throws { loop = try EventLoop.startThread(named: "test loop") }

  deinit { loop.stop() }

  /// Shakes hands with a server that follows the script, uses the connection and closes it.
  func connect<Value: Sendable>(
    _ era: Handshake.Era = .auto, probeTimeout: Duration = .seconds(30),
    timeout: Duration = .seconds(30), script: @escaping Script,
    use: @Sendable (Connection) async throws -> Value
  ) async throws -> Value {
    let (client, server) = InMemoryTransport.pair(loop: loop)
    startServer(server, script: script) { self.note($0) }
    let session = Session(
      loop: loop, transport: client, answersStray: false, handlers: .client())
    async let end = session.run()
    let handshake = Handshake(
      session: session, client: Implementation(name: "tests", version: "1"),
      probeTimeout: probeTimeout
    ) { step in self.assumeIsolated { $0.steps.append(step) } }
    let result: Result<Value, any Error>
    do {
      result = .success(try await use(try await handshake.connect(era, timeout: timeout)))
    } catch {
      result = .failure(error)
    }
    await session.close()
    _ = await end
    return try result.get()
  }

  private nonisolated func note(_ message: Heard) {
    assumeIsolated { bench in
      bench.heard.append(message)
      let ready = bench.waiting.filter { $0.count <= bench.heard.count }
      bench.waiting.removeAll { $0.count <= bench.heard.count }
      for waiter in ready { waiter.continuation.resume() }
    }
  }

  /// Waits until the server has heard `count` messages.
  func hears(_ count: Int) async {
    // Looked at inside: an await on the loop may let other work go first.
    await withCheckedContinuation { continuation in
      if heard.count >= count {
        continuation.resume()
      } else {
        waiting.append((count, continuation))
      }
    }
  }
}

/// Starts a server on one end of a connection. On the loop's thread only.
private func startServer(
  _ end: InMemoryTransport, script: @escaping Script, heard: @escaping @Sendable (Heard) -> Void
) {
  end.start { event in
    guard case .line(let bytes) = event else { return }
    let message = Heard(String(decoding: bytes, as: UTF8.self))
    heard(message)
    for reaction in script(message) {
      switch reaction {
      case .say(let line): end.send(line: Array(line.utf8) + [0x0A])
      case .close: end.close()
      }
    }
  }
}
