public import JSON
import JSONRPC
public import MCPSchema
public import MCPTransport

/// What a handler may know of the request it serves, and how it speaks to the client meanwhile.
///
/// The same handler serves clients of every revision: a question it asks becomes a request of its own to a
/// client of the handshake era, a part of the result to a modern one, and a request for input of the task when
/// the call has become one (mcp-protocol §4.7, §8, §15.4).
public struct RequestContext: Sendable {
  /// The revision the client speaks.
  public let revision: Revision
  /// Who the client says it is; for display and logs only.
  public let clientInfo: Implementation?
  /// What the client can do: of this request in the modern era, of the session in the handshake era.
  public let clientCapabilities: JSONObject
  /// The request's `_meta`, trace context included.
  public let meta: JSONObject
  /// What the handler had kept for itself when it last asked something, in the modern era.
  public internal(set) var state: JSONValue?
  /// What the server offers, to be changed by handlers that do.
  public let catalog: ServerCatalog

  let request: RequestID
  let link: RequestLink
  let logThreshold: LogLevel?
  let progress: ProgressMeter?
  /// The answers to earlier questions, by key.
  var answers: [String: InputResponse] = [:]
  /// Which of the answers are settled; nil when there are none.
  var taken: TakenAnswers?
  /// The task the call has become.
  var task: TaskEntry?

  /// Who makes the request; nil without authorization.
  public var principal: Principal? { link.principal }

  /// Whether the client asked to hear of progress.
  public var wantsProgress: Bool { progress != nil && task == nil }

  /// Tells the client how far the work is; nothing happens unless it asked, nor once it cancelled. A `progress`
  /// that does not grow is not sent.
  public func report(progress value: Double, total: Double? = nil, message: String? = nil) async {
    guard let progress, task == nil, !Task.isCancelled, progress.advance(to: value) else { return }
    var params: JSONObject = ["progressToken": progress.token, "progress": .double(value)]
    if let total { params["total"] = .double(total) }
    // The message came with 2025-03-26; objects are open, so it does no harm before.
    if let message { params["message"] = .string(message) }
    await link.route.notify("notifications/progress", RawJSON(.object(params)), for: request)
  }

  /// Whether a log message of that level would reach the client.
  public func wantsLog(_ level: LogLevel) -> Bool {
    guard let logThreshold, task == nil else { return false }
    return level >= logThreshold
  }

  /// Sends a log message to the client, if it wants messages of that level. No secrets, no personal data.
  public func log(_ level: LogLevel, _ data: JSONValue, logger: String? = nil) async {
    guard wantsLog(level), !Task.isCancelled else { return }
    var params: JSONObject = ["level": .string(level.rawValue)]
    if let logger { params["logger"] = .string(logger) }
    params["data"] = data
    await link.route.notify("notifications/message", RawJSON(.object(params)), for: request)
  }

  /// Ends the stream of this request before its answer, so that the client comes back for it after `retry`.
  /// Nothing happens where streams cannot be resumed.
  public func closeStream(retry: Duration) async {
    await link.route.closeStream(of: request, retry: retry)
  }
}
