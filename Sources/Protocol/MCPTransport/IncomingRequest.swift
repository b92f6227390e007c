public import JSON
public import JSONRPC

/// A request of the peer, on its way to whoever serves it.
public struct IncomingRequest: Sendable {
  /// The peer's id.
  public let id: RequestID
  /// The method asked for.
  public let method: String
  /// The message itself.
  public let message: IncomingMessage
  /// The params, where the transport had to read them already.
  private let parsed: JSONValue?

  /// Makes a request; `params` spares a second reading of what the message says.
  public init(
    id: RequestID, method: String, message: IncomingMessage, params: JSONValue? = nil
  ) {
    self.id = id
    self.method = method
    self.message = message
    parsed = params
  }

  /// Whether the transport has read the params already.
  package var isRead: Bool { parsed != nil }

  /// The params, and whether their `_meta` is the one `memo` remembers from the request before.
  package func params(
    _ memo: inout MemberMemo
  ) throws(JSONRPCError) -> (object: JSONObject?, isRepeated: Bool) {
    guard parsed == nil, let range = message.envelope.params else { return (try params(), false) }
    do {
      guard let read = try memo.parse(message.bytes, in: range) else {
        throw JSONRPCError.invalidParams("params must be an object")
      }
      return read
    } catch let error as JSONRPCError {
      throw error
    } catch let error as JSONError {
      throw .invalidParams("params: \(error.message)")
    } catch {
      throw .internalError("\(error)")
    }
  }

  /// The params; nil when there are none. Throws −32602 for what is no object.
  public func params() throws(JSONRPCError) -> JSONObject? {
    var value = parsed
    if value == nil {
      do { value = try message.params() } catch {
        throw .invalidParams("params: \(error.message)")
      }
    }
    guard let value else { return nil }
    guard let object = value.object else { throw .invalidParams("params must be an object") }
    return object
  }
}

/// How a server answers a request: at once, or when some work has ended.
public enum Reply: Sendable {
  case now(Outcome)
  case later(@Sendable () async -> Outcome)
}
