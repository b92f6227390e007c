public import JSON
public import JSONRPC

/// Why a call through the client gave no usable result.
public enum ClientError: Error, Hashable, Sendable {
  /// The server answered with an error object.
  case refused(JSONRPCError)
  /// No answer came, for a local reason.
  case local(SessionError)
  /// The answer is not what the protocol says it should be.
  case invalid(String)
  /// The revision spoken has no such method; nothing was sent.
  case notInRevision(method: String, revision: String)
  /// The server does not declare what the request needs; nothing was sent.
  case notOffered(capability: String, method: String)
  /// Something in the request cannot be sent; nothing was.
  case unusable(String)
  /// The arguments do not match the tool's input schema; nothing was sent.
  case badArguments(tool: String, violations: [String])
  /// The result does not match the tool's output schema; the raw result comes along.
  case badResult(tool: String, violations: [String], result: RawJSON)
  /// The host did not give what the server asked for while it served the call.
  case inputRefused(method: String, reason: String)
  /// The server asked more often than the limit allows before it answered.
  case tooManyRounds(Int)
  /// The server wants these addresses opened before the call is made again (2025-11-25, error −32042).
  case urlsRequired([URLElicitation], JSONRPCError)
  /// The task was cancelled; with what the server says about it.
  case taskCancelled(id: String, message: String?)
  /// The task outlived the time the server keeps it.
  case taskExpired(id: String)

  /// What happened, for a person.
  public var message: String {
    switch self {
    case .refused(let error): "\(error.message) (error \(error.code))"
    case .local(let error): error.message
    case .invalid(let message), .unusable(let message): message
    case .notInRevision(let method, let revision):
      "\(method) does not exist in protocol revision \(revision)"
    case .notOffered(let capability, let method):
      "the server does not offer \(capability), which \(method) needs"
    case .badArguments(let tool, let violations):
      "the arguments do not match the input schema of \(tool): \(Self.list(violations))"
    case .badResult(let tool, let violations, _):
      "the result does not match the output schema of \(tool): \(Self.list(violations))"
    case .inputRefused(let method, let reason):
      "the server asked for \(method), which was refused: \(reason)"
    case .tooManyRounds(let limit):
      "the server asked for input \(limit) times and still gave no answer"
    case .urlsRequired(let urls, let error):
      "\(error.message): open \(urls.map(\.url).joined(separator: ", ")) and call again"
    case .taskCancelled(let id, let message):
      "the task \(id) was cancelled" + (message.map { ": \($0)" } ?? "")
    case .taskExpired(let id): "the server no longer keeps the task \(id)"
    }
  }

  /// The URI of the resource the server does not have, when that is what happened (−32002 before 2026-07-28,
  /// −32602 since, both with `data.uri`).
  public var missingResource: String? {
    guard case .refused(let error) = self, error.code == -32002 || error.code == -32602 else {
      return nil
    }
    return error.data?["uri"]?.string
  }

  /// Whether the caller gave up.
  var isCancelled: Bool {
    if case .local(let error) = self { error.code == .cancelled } else { false }
  }

  static let cancelled = ClientError.local(SessionError(.cancelled, "the call was cancelled"))

  private static func list(_ violations: [String]) -> String {
    violations.joined(separator: "; ")
  }
}
