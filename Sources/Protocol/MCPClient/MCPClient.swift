public import EventLoop
public import MCPSchema
public import MCPTransport

/// A client of MCP servers, of any revision:
///
/// ```swift
/// let client = try await MCPClient(name: "notes", version: "1.0").connect(url: "http://localhost:8080/mcp")
/// let result = try await client.callTool("echo", ["message": "hi"])
/// await client.close()
/// ```
public struct MCPClient: Sendable {
  /// Who the client says it is.
  public var info: Implementation
  /// What it does when a server asks it for something.
  public var host: ClientHost
  /// How it behaves.
  public var options: ClientOptions
  /// Who looks on.
  public var observer: ClientObserver

  /// Makes a client.
  public init(
    info: Implementation, host: ClientHost = .init(), options: ClientOptions = .init(),
    observer: ClientObserver = .init()
  ) {
    self.info = info
    self.host = host
    self.options = options
    self.observer = observer
  }

  /// Makes a client that says only its name and version.
  public init(
    name: String, version: String, host: ClientHost = .init(), options: ClientOptions = .init(),
    observer: ClientObserver = .init()
  ) {
    self.init(
      info: Implementation(name: name, version: version), host: host, options: options,
      observer: observer)
  }

  /// Connects over a transport of the loop, and keeps the session going until the connection is closed.
  ///
  /// `timeout` bounds the handshake's steps.
  public func connect(
    to transport: sending any Transport, loop: EventLoop, era: Handshake.Era = .auto,
    timeout: Duration = .seconds(30)
  ) async throws(HandshakeError) -> Connection {
    let session = ClientSession(
      loop: loop, transport: transport, client: info, host: host, options: options,
      observer: observer)
    let life = ConnectionLife(session, loop: loop)
    let probeTimeout = min(.seconds(8), timeout)
    let handshake = Handshake(session, probeTimeout: probeTimeout)
    return try await shake(handshake, era, timeout, life)
  }

  /// Performs a handshake over a session that `life` keeps going, and ends it when that fails.
  func shake(
    _ handshake: Handshake, _ era: Handshake.Era, _ timeout: Duration, _ life: ConnectionLife
  ) async throws(HandshakeError) -> Connection {
    do throws(HandshakeError) {
      return Connection(try await handshake.connect(era, timeout: timeout), life: life)
    } catch {
      await handshake.session.close()
      await life.ended()
      throw error
    }
  }
}
