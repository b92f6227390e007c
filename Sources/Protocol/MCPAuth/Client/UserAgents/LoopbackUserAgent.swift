public import EventLoop
import MCPHTTP

/// Waits on this machine for the user's browser to come back (RFC 8252 §7.3): on a free port of 127.0.0.1, for one
/// answer, and no longer than it takes.
///
/// It opens no browser: `show` is given the URL, for the user to open or for a program that is started without a
/// shell. Everything happens on the loop.
public actor LoopbackUserAgent: AuthorizationUserAgent {
  /// Shows the URL to visit.
  public typealias Show = @Sendable (_ url: String) -> Void

  private let loop: EventLoop
  private let port: Int
  private let patience: Duration
  private let show: Show
  private var server: HTTPServer?
  private var desk: LoopbackDesk?

  /// The loop everything here runs on.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  /// Will listen on `port`, 0 for a free one, and wait for as long as `patience`.
  public init(
    on loop: EventLoop, port: Int = 0, patience: Duration = .seconds(300), show: @escaping Show
  ) {
    self.loop = loop
    self.port = port
    self.patience = patience
    self.show = show
  }

  /// Begins to listen, and says where.
  public func redirectURI() async throws(AuthorizationError) -> String {
    await close()
    let desk = LoopbackDesk()
    var limits = HTTPLimits()
    // Some connections a browser opens ahead, and nobody else's.
    (limits.connections, limits.bodyBytes) = (16, 4 << 10)
    let server = HTTPServer(loop: loop, limits: limits, handler: desk)
    let taken: Int
    do { taken = try server.listen(host: "127.0.0.1", port: port) } catch {
      throw AuthorizationError(
        .configuration, "nothing can listen for the browser: \(error.message); choose another port")
    }
    desk.host = "127.0.0.1:\(taken)"
    (self.server, self.desk) = (server, desk)
    return "http://127.0.0.1:\(taken)\(LoopbackDesk.path)"
  }

  /// Shows the URL and waits for the answer that belongs to it.
  public func authorize(
    _ url: String, redirectURI: String
  ) async throws(AuthorizationError) -> String {
    guard let desk, let target = try? HTTPURL(url), target.isSecure || target.isLoopback else {
      throw AuthorizationError(.unsafeURL, "the authorization URL is not one to send a browser to")
    }
    let query = target.query.flatMap { FormText.decode($0) } ?? []
    let answer = LoopbackAnswer()
    desk.expect(state: query.last { $0.name == "state" }?.value, answer)
    let timer = loop.schedule(after: patience) {
      answer.finish(
        .failure(AuthorizationError(.noConsent, "nobody signed in in time: try again")))
    }
    show(url)
    defer { loop.cancel(timer) }
    return redirectURI + "?" + (try await answer.value())
  }

  /// Stops listening; the page on its way to the browser still gets there.
  public func close() async {
    server?.stop(draining: .seconds(2))
    (server, desk) = (nil, nil)
  }
}
