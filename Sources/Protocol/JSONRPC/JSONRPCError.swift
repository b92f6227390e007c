public import JSON

/// An error object as a peer sent it, or as we send it: code, message and data kept verbatim.
public struct JSONRPCError: Error, Hashable, Sendable {
  /// The error code; JSON-RPC reserves −32768…−32000.
  public var code: Int
  /// One sentence for a person.
  public var message: String
  /// Anything else, untouched.
  public var data: JSONValue?

  /// Makes an error object.
  public init(code: Int, message: String, data: JSONValue? = nil) {
    self.code = code
    self.message = message
    self.data = data
  }

  /// The text is not JSON.
  public static func parseError(_ message: String) -> Self { .init(code: -32700, message: message) }
  /// JSON, but no acceptable message.
  public static func invalidRequest(_ message: String) -> Self {
    .init(code: -32600, message: message)
  }
  /// No such method here.
  public static func methodNotFound(_ method: String) -> Self {
    .init(code: -32601, message: "no method named \(method)")
  }
  /// The parameters are not what the method takes.
  public static func invalidParams(_ message: String, data: JSONValue? = nil) -> Self {
    .init(code: -32602, message: message, data: data)
  }
  /// Something went wrong inside.
  public static func internalError(_ message: String) -> Self {
    .init(code: -32603, message: message)
  }

  /// The error object as a JSON value.
  public var value: JSONValue {
    var object = JSONObject([("code", .int(code)), ("message", .string(message))])
    if let data { object["data"] = data }
    return .object(object)
  }

  /// Reads an error object; a missing or odd code becomes −32603, a missing message says so.
  public init(_ value: JSONValue) {
    code = value["code"]?.int ?? -32603
    message = value["message"]?.string ?? "the peer sent an error without a message"
    data = value["data"]
  }
}

/// Why a call on a session produced no answer: a local fact, never put on the wire nor made from a wire code.
public struct SessionError: Error, Hashable, Sendable {
  /// The kinds of local failure.
  public enum Code: Hashable, Sendable {
    /// The connection ended before the answer came.
    case closed
    /// No answer came in time.
    case deadlineExceeded
    /// The caller gave up.
    case cancelled
    /// Too many calls are in flight.
    case overloaded
    /// The transport could not carry the call, or lost its answer.
    case transport(TransportFailure.Code)
  }

  /// What kind of failure it is.
  public let code: Code
  /// What happened, for a person: `no answer to tools/call in 30 s`.
  public let message: String

  /// Makes an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

/// How a request ended, seen from the side that answers it.
public enum Outcome: Sendable, Hashable {
  /// The text of the `result` member.
  case result(RawJSON)
  case error(JSONRPCError)
}

/// How a call ended, seen from the side that made it.
public enum CallOutcome: Sendable, Hashable {
  /// The text of the `result` member.
  case result(RawJSON)
  /// The peer's error object.
  case error(JSONRPCError)
  /// No answer, for a local reason.
  case failed(SessionError)
}
