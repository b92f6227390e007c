import Basics
import EventLoop
import Glibc
import MCPHTTP

/// What a scripted server does for one request, step by step.
enum Step: Sendable {
  /// Writes a text as it stands.
  case send(String)
  /// Writes bytes, `size` at a time, each piece in a turn of its own.
  case pieces([UInt8], size: Int)
  /// Goes on after some time.
  case after(Duration)
  /// Goes on when the test releases the name.
  case hold(String)
  /// Closes the connection in order.
  case close
  /// Breaks the connection off.
  case reset

  /// A whole answer with a body of known length.
  static func answer(
    _ status: String = "200 OK", _ body: String = "", fields: String = "",
    type: String = "application/json"
  ) -> Step {
    let typeLine = body.isEmpty ? "" : "Content-Type: \(type)\r\n"
    return .send(
      "HTTP/1.1 \(status)\r\n\(typeLine)\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
  }

  /// The head of an event stream that ends with its connection.
  static func events(_ text: String = "", fields: String = "") -> Step {
    .send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\(fields)\r\n\(text)")
  }
}

/// A request a scripted server has read.
struct SeenRequest: Sendable {
  var method: String
  var target: String
  var fields: HTTPFields
  var body: String
  /// Which connection it came on, from 1.
  var connection: Int
  /// Which request of the server it is, from 1.
  var number: Int
  var time: MonotonicInstant
}

/// A server on the loopback address that answers by script, byte by byte, and keeps what it was asked. It shares the
/// loop with the client under test.
actor ScriptedServer {
  typealias Script = @Sendable (SeenRequest) -> [Step]

  nonisolated let loop: EventLoop
  nonisolated let port: Int
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  private(set) var requests: [SeenRequest] = []
  /// Connections that the client has closed.
  private(set) var closedByClient: Set<Int> = []
  private var connectionCount = 0
  private let script: Script
  /// What every connection is told before it asks.
  private let greeting: String
  private let listener: Int32
  private var connections: [Int: ScriptedConnection] = [:]
  private var released: Set<String> = []
  private var waiting:
    [(
      condition: @Sendable (isolated ScriptedServer) -> Bool,
      continuation: CheckedContinuation<Void, Never>
    )] = []

  init(greeting: String = "", _ script: @escaping Script) async throws {
    signal(SIGPIPE, SIG_IGN)
    self.script = script
    self.greeting = greeting
    loop = try EventLoop.startThread(named: "test loop")
    (listener, port) = try Self.listen()
    try startListening()
  }

  deinit {
    Glibc.close(listener)
    loop.stop()
  }

  nonisolated func url(_ path: String = "/mcp") -> String { "http://127.0.0.1:\(port)\(path)" }

  /// A port nobody listens on.
  static func deadPort() throws -> Int {
    let (socket, port) = try listen(backlog: nil)
    Glibc.close(socket)
    return port
  }

  private static func listen(backlog: Int32? = 64) throws -> (Int32, Int) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        guard bind(listener, address, length) == 0 else { return Int32(-1) }
        if let backlog, Glibc.listen(listener, backlog) != 0 { return -1 }
        return getsockname(listener, address, &length)
      }
    }
    guard code == 0 else { throw SystemError(call: "listen", code: errno) }
    return (listener, Int(UInt16(bigEndian: address.sin_port)))
  }

  private func startListening() throws {
    _ = try loop.watch(listener, .readable) { [weak self] _ in
      self?.assumeIsolated { $0.accept() }
    }
  }

  private func accept() {
    let descriptor = Glibc.accept(listener, nil, nil)
    guard descriptor >= 0 else { return }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(4))
    connectionCount += 1
    let number = connectionCount
    let connection = ScriptedConnection(number: number, descriptor: descriptor, loop: loop)
    connections[number] = connection
    connection.take = { [weak self] request in self?.assumeIsolated { $0.take(request) } ?? [] }
    connection.gone = { [weak self] byClient in
      self?.assumeIsolated { $0.gone(number, byClient) }
    }
    connection.isReleased = { [weak self] name in
      self?.assumeIsolated { $0.released.contains(name) } ?? true
    }
    connection.start(greeting)
  }

  private func take(_ request: SeenRequest) -> [Step] {
    var request = request
    request.number = requests.count + 1
    requests.append(request)
    changed()
    return script(request)
  }

  private func gone(_ number: Int, _ byClient: Bool) {
    connections[number] = nil
    if byClient { closedByClient.insert(number) }
    changed()
  }

  /// Lets every script that waits for `name` go on, now and later.
  func release(_ name: String) {
    released.insert(name)
    for connection in connections.values { connection.proceed() }
    changed()
  }

  /// Whether `name` was released.
  func isReleased(_ name: String) -> Bool { released.contains(name) }

  /// Connections made so far.
  var accepted: Int { connectionCount }

  /// Waits until `condition` holds.
  func until(_ condition: @escaping @Sendable (isolated ScriptedServer) -> Bool) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if condition(self) {
          continuation.resume()
        } else {
          waiting.append((condition, continuation))
        }
      }
    } onCancel: {
      loop.post { self.assumeIsolated { $0.stopWaiting() } }
    }
  }

  /// A test that took too long ends instead of waiting for ever.
  private func stopWaiting() {
    let all = waiting
    waiting = []
    for waiter in all { waiter.continuation.resume() }
  }

  /// Gives what must not come some time to come.
  nonisolated func watch(for duration: Duration) async { try? await loop.sleep(for: duration) }

  /// The first `count` requests, once there are as many.
  func requests(_ count: Int) async -> [SeenRequest] {
    await until { $0.requests.count >= count }
    return Array(requests.prefix(count))
  }

  private func changed() {
    let ready = waiting.filter { $0.condition(self) }
    waiting.removeAll { $0.condition(self) }
    for waiter in ready { waiter.continuation.resume() }
  }
}
