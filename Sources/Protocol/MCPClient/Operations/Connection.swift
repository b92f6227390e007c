public import JSON
public import JSONRPC
public import MCPSchema
import MCPTransport

/// A server after the handshake: the calls a client can make, the same in every era.
///
/// What the revision or the server does not have fails here with an error that says so, before anything is sent.
/// Any thread; closures that are handed in are called on the session's loop unless they say otherwise.
public struct Connection: Sendable {
  /// The revision agreed on.
  public let revision: Revision
  /// Who the server says it is, if it said so.
  public let serverInfo: Implementation?
  /// What the server offers.
  public let capabilities: JSONObject
  /// How to use the server, in its own words.
  public let instructions: String?
  let session: Session
  let router: ClientRouter
  /// What keeps the session going, when this module does.
  let life: ConnectionLife?

  init(
    revision: Revision, result: JSONValue, session: Session, router: ClientRouter,
    life: ConnectionLife? = nil
  ) {
    self.revision = revision
    let meta = result["_meta"]?[MetaKey.serverInfo]
    serverInfo = Implementation(meta) ?? Implementation(result["serverInfo"])
    capabilities = result["capabilities"]?.object ?? JSONObject()
    instructions = result["instructions"]?.string
    self.session = session
    self.router = router
    self.life = life
  }

  init(_ other: Connection, life: ConnectionLife) {
    revision = other.revision
    serverInfo = other.serverInfo
    capabilities = other.capabilities
    instructions = other.instructions
    session = other.session
    router = other.router
    self.life = life
  }

  /// Makes any request of the revision and gives the answer as it stands: one request, one answer. The envelope is
  /// added where the era wants one. `exchange` sees a request through instead.
  ///
  /// `started` hears the request's id before it is written.
  public func request(
    _ method: String, _ members: JSONObject = JSONObject(), timeout: Duration?,
    progressToken: JSONValue? = nil, started: (@Sendable (RequestID) -> Void)? = nil
  ) async throws(ClientError) -> RawJSON {
    let options = CallOptions(timeout: timeout, started: started)
    return try await router.send(
      ClientRequest(method, members, options, progressToken: progressToken))
  }

  /// Calls a tool and gives the answer as it stands, even when it is a question of the server's or a task;
  /// `callTool(_:_:options:)` sees those through. A tool that failed is a result with `isError`, not an error.
  public func callTool(
    _ name: String, arguments: JSONObject, timeout: Duration?, progressToken: JSONValue? = nil,
    started: (@Sendable (RequestID) -> Void)? = nil
  ) async throws(ClientError) -> RawJSON {
    try await request(
      "tools/call", ["name": .string(name), "arguments": .object(arguments)], timeout: timeout,
      progressToken: progressToken, started: started)
  }

  /// Gives up a call in flight: the server is told, and the caller gets `cancelled`. On the session's loop only.
  public func abandon(_ id: RequestID, reason: String) {
    session.assumeIsolated { $0.abandon(id, reason: reason) }
  }

  /// Ends the connection. Returns once everything it started has ended, when the connection was made by
  /// `MCPClient`; otherwise whoever runs the session waits for it.
  public func close() async {
    await session.close()
    await life?.ended()
  }

  /// Says on whose behalf requests are made from now on, such as a user and an authorization server: answers kept
  /// for somebody else are forgotten.
  public func authorize(context: String) async { await router.authorize(context) }

  // MARK: Capabilities

  /// Throws unless the server declares a capability: `tools`, or a part of one as `resources.subscribe`.
  func require(_ capability: String, for method: String) throws(ClientError) {
    guard offers(capability) else { throw .notOffered(capability: capability, method: method) }
  }

  /// Whether the server declares a capability, or the part of one behind a dot.
  public func offers(_ capability: String) -> Bool {
    var value = JSONValue.object(capabilities)
    for name in capability.split(separator: ".") {
      guard let next = value[String(name)], next != false, !next.isNull else { return false }
      value = next
    }
    return true
  }

  static func parse(_ raw: RawJSON) throws(ClientError) -> JSONValue {
    do { return try raw.parse() } catch { throw .invalid("the answer: \(error.message)") }
  }
}
