public import JSON
import JSONRPC
public import MCPSchema

/// What a handler may know of the request it serves, and how it speaks to the client meanwhile.
public struct RequestContext: Sendable {
  /// The revision the client speaks.
  public let revision: Revision
  /// Who the client says it is; for display and logs only.
  public let clientInfo: Implementation?
  /// What the client can do: of this request in the modern era, of the session in the legacy one.
  public let clientCapabilities: JSONObject
  let progressToken: JSONValue?
  let notify: @Sendable (_ method: String, _ params: RawJSON) async -> Void

  /// Whether the client asked to hear of progress.
  public var wantsProgress: Bool { progressToken != nil }

  /// Tells the client how far the work is; nothing happens unless it asked, nor once it cancelled. `progress`
  /// must grow from call to call.
  public func report(progress: Double, total: Double? = nil, message: String? = nil) async {
    guard let progressToken, !Task.isCancelled else { return }
    var params: JSONObject = ["progressToken": progressToken, "progress": .double(progress)]
    if let total { params["total"] = .double(total) }
    if let message { params["message"] = .string(message) }
    await notify("notifications/progress", RawJSON(.object(params)))
  }
}
