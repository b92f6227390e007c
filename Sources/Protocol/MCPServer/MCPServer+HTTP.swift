public import EventLoop
public import MCPHTTP
import MCPSchema

/// Where and how a server is served over HTTP.
public struct HTTPService: Sendable {
  /// The address to listen on: `127.0.0.1`, `::1`, or any other when requests are authorized.
  public var host: String
  /// The port; 0 takes a free one.
  public var port: Int
  /// Names clients may reach it by besides those of this machine, for a proxy in front.
  public var hostNames: [String] = []
  /// Origins of web pages that may use it.
  public var crossOrigins: [String] = []
  /// Guards the endpoint; nil lets everybody in who can reach it.
  public var authorizer: (any HTTPAuthorizer)?
  /// Bounds on the endpoint.
  public var endpointLimits = EndpointLimits()
  /// Bounds on connections.
  public var limits = HTTPLimits()
  /// How long requests being served may take after the end was asked for.
  public var draining = Duration.seconds(2)
  /// 32 bytes that replicas share, so that each can open what another sealed; nil for a random key.
  public var sealingKey: [UInt8]?

  /// Makes a service on an address.
  public init(host: String = "127.0.0.1", port: Int) {
    self.host = host
    self.port = port
  }
}

extension MCPServer {
  /// Serves Streamable HTTP until the calling task is cancelled, then ends in order: listening streams get their
  /// closing answer, requests being served `draining` to come to an end.
  ///
  /// The calling task must run on `loop`. `listening` hears the port once clients can connect. Throws
  /// `HTTPBindingError` for an address that needs authorization, `SystemError` for one that cannot be had.
  public func run(
    http service: HTTPService, loop: EventLoop, listening: (_ port: Int) -> Void = { _ in }
  ) async throws {
    try HTTPBinding.check(host: service.host, hasAuthorizer: service.authorizer != nil)
    let core = ServerCore(definition, loop: loop, sealingKey: service.sealingKey)
    var options = EndpointOptions(serverName: definition.info.name)
    options.hostNames = service.hostNames
    options.crossOrigins = service.crossOrigins
    let counters = CounterSource()
    let endpoint = StreamableHTTPEndpoint(
      loop: loop, service: core, options: options, limits: service.endpointLimits,
      authorizer: service.authorizer, serverCounters: { counters.all })
    let server = HTTPServer(loop: loop, limits: service.limits, handler: endpoint)
    counters.server = server
    listening(try server.listen(host: service.host, port: service.port))
    await untilCancelled(loop)
    core.stop()
    await endpoint.stop(draining: service.draining)
    await withCheckedContinuation { continuation in
      server.stop(draining: .milliseconds(200)) { continuation.resume() }
    }
  }

  /// Suspends until the task is cancelled; cancellation is the only way out of so long a sleep.
  private func untilCancelled(_ loop: EventLoop) async {
    while !Task.isCancelled {
      do { try await loop.sleep(for: .seconds(86_400)) } catch { return }
    }
  }
}

/// What the HTTP server counts, once there is one. Loop thread only.
private final class CounterSource {
  weak var server: HTTPServer?

  var all: [(name: String, help: String, value: Int)] {
    guard let counters = server?.counters else { return [] }
    let answers = (2...5).map { digit in
      (
        "http_answers_\(digit)xx_total", "Answers with a status of \(digit)00 to \(digit)99.",
        counters.answers(ofClass: digit)
      )
    }
    return [
      ("http_connections_open", "Connections open now.", counters.openConnections),
      ("http_connections_total", "Connections accepted.", counters.acceptedConnections),
      ("http_connections_refused_total", "Connections refused.", counters.refusedConnections),
      ("http_requests_total", "Requests.", counters.requests),
      ("http_received_bytes_total", "Bytes from clients.", counters.bytesIn),
      ("http_sent_bytes_total", "Bytes to clients.", counters.bytesOut),
    ] + answers
  }
}
