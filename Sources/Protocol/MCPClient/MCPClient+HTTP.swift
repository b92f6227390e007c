import EventLoop
import JSONRPC
public import MCPHTTP
import MCPTransport

extension MCPClient {
  /// Connects to a server over HTTP: by Streamable HTTP, or when nothing there speaks that, by the older HTTP+SSE.
  ///
  /// The connection has a thread of its own, which ends some time after the connection is closed and let go.
  /// `timeout` bounds the handshake's steps.
  public func connect(
    url: String, era: Handshake.Era = .auto, timeout: Duration = .seconds(30)
  ) async throws(HandshakeError) -> Connection {
    try await connect(to: StreamableHTTPOptions(url: url), era: era, timeout: timeout)
  }

  /// Connects to a server over HTTP, with header fields, credentials and limits of one's own.
  public func connect(
    to endpoint: StreamableHTTPOptions, era: Handshake.Era = .auto,
    timeout: Duration = .seconds(30)
  ) async throws(HandshakeError) -> Connection {
    do { _ = try HTTPURL(endpoint.url) } catch {
      throw .invalid("\(endpoint.url) is no URL to connect to: \(error.message)")
    }
    let thread: LoopThread
    do { thread = try LoopThread() } catch {
      throw .transport(SessionError(.transport(.unreachable), error.message))
    }
    do throws(HandshakeError) {
      let client = HTTPClient(loop: thread.loop)
      let transport = StreamableHTTPTransport(
        loop: thread.loop, client: client, options: endpoint)
      return try await attempt(over: transport, thread, client, endpoint, era, timeout)
    } catch {
      guard case .tryHTTPSSE = error else { throw error }
      return try await attemptSSE(thread, endpoint, timeout, instead: error)
    }
  }

  /// Tries the older transport. What it says counts only when something there speaks it.
  private func attemptSSE(
    _ thread: LoopThread, _ endpoint: StreamableHTTPOptions, _ timeout: Duration,
    instead first: HandshakeError
  ) async throws(HandshakeError) -> Connection {
    do throws(HandshakeError) {
      let client = HTTPClient(loop: thread.loop)
      let transport = SSEClientTransport(loop: thread.loop, client: client, options: endpoint)
      return try await attempt(over: transport, thread, client, endpoint, .legacy, timeout)
    } catch {
      if case .closed = error { throw first }
      throw error
    }
  }

  private func attempt(
    over transport: sending any Transport, _ thread: LoopThread, _ client: HTTPClient,
    _ endpoint: StreamableHTTPOptions, _ era: Handshake.Era, _ timeout: Duration
  ) async throws(HandshakeError) -> Connection {
    let session = ClientSession(
      loop: thread.loop, transport: transport, client: info, host: host,
      options: options.mirroringArguments(in: endpoint.headerParameters), observer: observer)
    let life = ConnectionLife(session, loop: thread.loop, ground: thread) { client.close() }
    let handshake = Handshake(session, over: .http, probeTimeout: timeout)
    return try await shake(handshake, era, timeout, life)
  }
}
