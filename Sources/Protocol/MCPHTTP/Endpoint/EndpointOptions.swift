/// How one Streamable HTTP endpoint presents itself.
public struct EndpointOptions: Sendable, Hashable {
  /// The server's name, for `/health`.
  public var serverName: String
  /// The path of the endpoint.
  public var path: String
  /// Whether `/` is the endpoint too.
  public var answersAtRoot: Bool
  /// Names by which clients may reach it besides `localhost`, `127.0.0.1` and `[::1]`, without a port:
  /// `mcp.example`. Guards against DNS rebinding (mcp-protocol §6.7).
  public var hostNames: [String]
  /// Origins of web pages elsewhere that may use it, as browsers write them: `https://console.example`. Empty: no
  /// cross-origin requests.
  public var crossOrigins: [String]
  /// Whether clients of the handshake era get sessions; otherwise only revisions without a handshake are served.
  public var servesSessions: Bool

  /// Makes options.
  public init(
    serverName: String, path: String = "/mcp", answersAtRoot: Bool = true, hostNames: [String] = [],
    crossOrigins: [String] = [], servesSessions: Bool = true
  ) {
    self.serverName = serverName
    self.path = path
    self.answersAtRoot = answersAtRoot
    self.hostNames = hostNames
    self.crossOrigins = crossOrigins
    self.servesSessions = servesSessions
  }

  /// Whether the endpoint answers at a path.
  func serves(_ path: String) -> Bool { path == self.path || answersAtRoot && path == "/" }
}
