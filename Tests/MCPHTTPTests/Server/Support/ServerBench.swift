import EventLoop
import MCPHTTP

/// An HTTP server on a loop of its own, with a handler that does what the path says:
///
/// - `/echo` gives the body back, `/size/N` gives N bytes, `/status/N` that status with the body `body`
/// - `/hold` is answered by the test, `/stream` is begun and goes on as the test says
/// - `/later` is answered by a task, in a later step of the loop
actor ServerBench {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  /// What was called, in order: `POST /echo`, `gone /hold`, `stopped`.
  private(set) var journal: [String] = []
  /// The exchanges of `/hold` and `/stream`, in order.
  private(set) var held: [any HTTPExchange] = []
  private(set) var requests: [HTTPRequest] = []
  private var server: HTTPServer?
  private var handler: Handler?

  /// Makes a server that listens nowhere yet.
  init() throws { loop = try EventLoop.startThread(named: "test server") }

  /// On the loop, which then ends.
  isolated deinit {
    server?.stop(draining: .zero)
    loop.stop()
  }

  /// A server that listens on a free port of 127.0.0.1.
  static func listening(
    _ change: (inout HTTPLimits) -> Void = { _ in }
  ) async throws -> (bench: ServerBench, port: Int) {
    var limits = HTTPLimits()
    change(&limits)
    let bench = try ServerBench()
    await bench.make(limits)
    return (bench, try await bench.listen("127.0.0.1"))
  }

  func make(_ limits: HTTPLimits) {
    let handler = Handler { [weak self, loop] request, exchange in
      let exchange = LoopBound(exchange, to: loop)
      self?.assumeIsolated { $0.take(request, exchange) }
    }
    self.handler = handler
    server = HTTPServer(loop: loop, limits: limits, handler: handler)
  }

  func listen(_ host: String, port: Int = 0) throws(SystemError) -> Int {
    try server?.listen(host: host, port: port) ?? 0
  }

  func listen(unixPath: String) throws(SystemError) { try server?.listen(unixPath: unixPath) }

  func stop(draining: Duration) {
    server?.stop(draining: draining) { [weak self] in
      self?.assumeIsolated { $0.note("stopped") }
    }
  }

  var counters: HTTPCounters { server?.counters ?? HTTPCounters() }

  // MARK: Handling

  private final class Handler: HTTPRequestHandler {
    private let take: (HTTPRequest, any HTTPExchange) -> Void

    init(_ take: @escaping (HTTPRequest, any HTTPExchange) -> Void) { self.take = take }

    func handle(_ request: HTTPRequest, _ exchange: any HTTPExchange) { take(request, exchange) }
  }

  private func take(_ request: HTTPRequest, _ bound: LoopBound<any HTTPExchange>) {
    let exchange = bound.value
    requests.append(request)
    note(request.method + " " + request.path)
    let parts = request.path.split(separator: "/")
    let number = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    switch parts.first {
    case "echo": exchange.respond(status: 200, fields: Self.plain, body: request.body)
    case "size":
      exchange.respond(status: 200, fields: Self.plain, body: Self.bytes(number))
    case "status":
      exchange.respond(status: number, fields: ["X-Number": "\(number)"], body: Array("body".utf8))
    case "close":
      exchange.respond(status: 200, fields: ["connection": "Close"], body: Array("bye".utf8))
    case "later":
      // Owner: the loop, which runs it to its end in the next turn.
      Task(executorPreference: loop) {
        bound.value.respond(status: 200, fields: Self.plain, body: Array("later".utf8))
      }
    case "stream":
      hold(exchange, request.path)
      exchange.begin(status: 200, fields: ["Content-Type": "text/event-stream"])
    default: hold(exchange, request.path)
    }
  }

  private func hold(_ exchange: any HTTPExchange, _ path: String) {
    held.append(exchange)
    exchange.whenGone = { [weak self] in self?.assumeIsolated { $0.note("gone \(path)") } }
  }

  private static let plain: HTTPFields = ["Content-Type": "application/octet-stream"]

  /// Bytes that tell where they belong.
  static func bytes(_ count: Int) -> [UInt8] {
    let block = (0..<min(count, 50_021)).map { UInt8(truncatingIfNeeded: $0 / 7) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count + block.count < count { bytes += block }
    return bytes + block.prefix(count - bytes.count)
  }

  /// Does something with a held exchange.
  func with<Result: Sendable>(
    _ index: Int, _ work: @Sendable (any HTTPExchange) -> Result
  ) -> Result { work(held[index]) }

  /// Listens for the end of a held exchange's client under another name.
  func listenForEnd(_ index: Int, _ name: String) {
    held[index].whenGone = { [weak self] in self?.assumeIsolated { $0.note("gone \(name)") } }
  }

  func answer(_ index: Int, _ text: String) {
    held[index].respond(status: 200, fields: [:], body: Array(text.utf8))
  }

  // MARK: Waiting

  private func note(_ entry: String) { journal.append(entry) }

  /// Waits until `condition` holds, looking each millisecond; throws when the test's time is over.
  func until(_ condition: @Sendable (isolated ServerBench) -> Bool) async throws {
    while !condition(self) { try await loop.sleep(for: .milliseconds(1)) }
  }

  /// Waits for an entry of the journal.
  func until(_ entry: String) async throws { try await until { $0.journal.contains(entry) } }

  /// Waits until the counters are as asked.
  func untilCounters(_ condition: @Sendable (HTTPCounters) -> Bool) async throws {
    try await until { condition($0.counters) }
  }
}
