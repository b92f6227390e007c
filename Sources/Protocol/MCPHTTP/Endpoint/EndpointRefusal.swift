import JSONRPC

/// A request that is answered with a status and an error instead of being served.
struct EndpointRefusal: Error {
  let status: Int
  let error: JSONRPCError
  /// The request's id, once it is known.
  var id: RequestID?
  var fields: HTTPFields = [:]

  init(_ status: Int, _ error: JSONRPCError, id: RequestID? = nil, fields: HTTPFields = [:]) {
    self.status = status
    self.error = error
    self.id = id
    self.fields = fields
  }

  /// A fault of the request as HTTP or JSON-RPC has it.
  static func invalid(
    _ status: Int, _ message: String, id: RequestID? = nil, fields: HTTPFields = [:]
  ) -> EndpointRefusal {
    EndpointRefusal(status, .invalidRequest(message), id: id, fields: fields)
  }

  /// A modern request whose envelope or fields are wrong.
  static func malformed(_ error: JSONRPCError, id: RequestID) -> EndpointRefusal {
    EndpointRefusal(400, error, id: id)
  }

  /// No room at present, in the whole endpoint (503) or for this client (429); `limit` says which and how much.
  static func overloaded(_ status: Int, _ limit: String, id: RequestID?) -> EndpointRefusal {
    EndpointRefusal(
      status, .internalError("\(limit): try again later"), id: id, fields: ["Retry-After": "1"])
  }

  /// The method is not one of those that `allowed` lists.
  static func methodNotAllowed(_ method: String, allowed: String) -> EndpointRefusal {
    .invalid(405, "\(method) is not served here, only \(allowed)", fields: ["Allow": allowed])
  }
}

/// The HTTP form of answers.
enum AnswerText {
  /// A message as the body of a JSON answer.
  static func json(_ message: OutgoingMessage) -> [UInt8] {
    var bytes: [UInt8] = []
    message.append(to: &bytes)
    bytes.removeLast()
    return bytes
  }

  static let jsonFields: HTTPFields = ["Content-Type": "application/json"]

  static let eventFields: HTTPFields = [
    "Content-Type": "text/event-stream", "Cache-Control": "no-cache", "X-Accel-Buffering": "no",
  ]

  /// The status of an answer to a modern request (mcp-protocol §4.6).
  static func status(_ outcome: Outcome) -> Int {
    guard case .error(let error) = outcome else { return 200 }
    switch error.code {
    case -32601: return 404
    case -32700, -32600, -32020, -32021, -32022: return 400
    default: return 200
    }
  }
}
