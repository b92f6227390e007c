public import JSON
public import JSONRPC
public import MCPSchema
import MCPTransport

/// A server after the handshake: the calls a client can make, the same in every era.
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
  let codec: RequestCodec

  init(
    revision: Revision, result: JSONValue, session: Session, client: Implementation
  ) {
    self.revision = revision
    let meta = result["_meta"]?[MetaKey.serverInfo]
    serverInfo = Implementation(meta) ?? Implementation(result["serverInfo"])
    capabilities = result["capabilities"]?.object ?? JSONObject()
    instructions = result["instructions"]?.string
    self.session = session
    codec = RequestCodec(revision: revision, client: client)
  }

  /// Makes any request of the revision; the envelope is added where the era wants one.
  ///
  /// `started` hears the request's id before it is written.
  public func request(
    _ method: String, _ members: JSONObject = JSONObject(), timeout: Duration?,
    progressToken: JSONValue? = nil, started: (@Sendable (RequestID) -> Void)? = nil
  ) async throws(ClientError) -> RawJSON {
    guard revision.clientRequests.contains(method) else {
      throw .invalid("\(method) does not exist in protocol revision \(revision.name)")
    }
    let outcome = await session.call(
      method, params: codec.params(members, progressToken: progressToken), timeout: timeout,
      started: started)
    switch outcome {
    case .result(let result): return result
    case .error(let error): throw .refused(error)
    case .failed(let error): throw .local(error)
    }
  }

  /// All tools, page by page, in the server's order.
  public func listTools(
    timeout: Duration? = .seconds(30), started: (@Sendable (RequestID) -> Void)? = nil
  ) async throws(ClientError) -> [ToolDescription] {
    var tools: [ToolDescription] = []
    var cursor: JSONValue?
    var seen: Set<JSONValue> = []
    repeat {
      let raw = try await request(
        "tools/list", cursor.map { ["cursor": $0] } ?? [:], timeout: timeout, started: started)
      let page = try Self.parse(raw)
      guard let listed = page["tools"]?.array else {
        throw .invalid("the answer to tools/list has no list of tools")
      }
      tools += listed.compactMap { ToolDescription($0) }
      // Serializers that write null for nothing are common; only a missing cursor is in the schema.
      cursor = page["nextCursor"]
      if cursor?.isNull == true { cursor = .none }
      if let cursor, !seen.insert(cursor).inserted || seen.count > Self.maximumPages {
        let text = JSONWriter.string(cursor)
        throw .invalid("tools/list goes round in circles: the cursor \(text) came back")
      }
    } while cursor != nil
    return tools
  }

  /// Calls a tool. A tool that failed is a result with `isError`, not an error.
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

  static func parse(_ raw: RawJSON) throws(ClientError) -> JSONValue {
    do { return try raw.parse() } catch { throw .invalid("the answer: \(error.message)") }
  }

  private static let maximumPages = 1000
}
