import EventLoop
import JSON
import MCPHTTP

/// A request as a scripted HTTP server gets it.
struct Asked: Sendable {
  let method: String
  let path: String
  let fields: HTTPFields
  let message: Heard

  /// The MCP method of a POST, else the HTTP method.
  var name: String { message.method.isEmpty ? method : message.method }
}

/// What a scripted HTTP server does.
enum HTTPReaction: Sendable {
  case json(String, status: Int = 200)
  case status(Int)
  /// A stream with these pieces, which then ends.
  case stream([String])
  /// A stream with these pieces, which stays open.
  case hold([String])
  /// Accepted; the piece goes out on the stream that is open.
  case relay(String)
  /// Accepted; the piece goes out on the stream that is open, which then ends.
  case finish(String)

  /// Answers a request with a result.
  static func answer(_ asked: Asked, _ result: String) -> HTTPReaction {
    .json(#"{"jsonrpc":"2.0","id":\#(asked.message.id),"result":\#(result)}"#)
  }

  /// A piece of an event stream.
  static func event(_ data: String, type: String = "message") -> String {
    "event: \(type)\ndata: \(data)\n\n"
  }
}

/// A server on the loopback that follows a script.
actor HTTPBench {
  nonisolated let loop: EventLoop
  nonisolated let asked = Gathered<Asked>()
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
  private var server: HTTPServer?

  init() throws { loop = try EventLoop.startThread(named: "test server") }

  deinit { loop.stop() }

  /// Serves while `use` runs with the URL of the server.
  func serve<Value: Sendable>(
    path: String = "/mcp", _ script: @escaping @Sendable (Asked) -> HTTPReaction,
    use: @Sendable (String) async throws -> Value
  ) async throws -> Value {
    let handler = ScriptHandler(script: script, asked: asked)
    let server = HTTPServer(loop: loop, handler: handler)
    self.server = server
    let port = try server.listen(host: "127.0.0.1", port: 0)
    let result: Result<Value, any Error>
    do { result = .success(try await use("http://127.0.0.1:\(port)\(path)")) } catch {
      result = .failure(error)
    }
    await withCheckedContinuation { continuation in
      server.stop(draining: .zero) { continuation.resume() }
    }
    return try result.get()
  }

  private final class ScriptHandler: HTTPRequestHandler {
    let script: @Sendable (Asked) -> HTTPReaction
    let asked: Gathered<Asked>
    var open: (any HTTPExchange)?

    init(script: @escaping @Sendable (Asked) -> HTTPReaction, asked: Gathered<Asked>) {
      self.script = script
      self.asked = asked
    }

    func handle(_ request: HTTPRequest, _ exchange: any HTTPExchange) {
      let message = Heard(String(decoding: request.body, as: UTF8.self))
      let asked = Asked(
        method: request.method, path: request.path, fields: request.fields, message: message)
      self.asked.append(asked)
      switch script(asked) {
      case .json(let text, let status):
        exchange.respond(
          status: status, fields: ["Content-Type": "application/json"], body: Array(text.utf8))
      case .status(let status): exchange.respond(status: status, fields: [:], body: [])
      case .stream(let pieces):
        begin(exchange, pieces)
        exchange.end()
      case .hold(let pieces):
        begin(exchange, pieces)
        open = exchange
      case .relay(let piece):
        exchange.respond(status: 202, fields: [:], body: [])
        open?.write(Array(piece.utf8))
      case .finish(let piece):
        exchange.respond(status: 202, fields: [:], body: [])
        open?.write(Array(piece.utf8))
        open?.end()
      }
    }

    private func begin(_ exchange: any HTTPExchange, _ pieces: [String]) {
      exchange.begin(status: 200, fields: ["Content-Type": "text/event-stream"])
      for piece in pieces { exchange.write(Array(piece.utf8)) }
    }
  }
}
