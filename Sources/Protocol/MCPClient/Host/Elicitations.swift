public import JSON

/// A form that a server wants a person to fill in. Its texts come from the server and prove nothing.
public struct FormElicitation: Sendable, Hashable {
  /// What it is about, for the person.
  public let message: String
  /// The form: an object schema of flat properties (mcp-protocol §7.10).
  public let schema: JSONValue

  /// Makes a form.
  public init(message: String, schema: JSONValue) {
    self.message = message
    self.schema = schema
  }
}

/// An address that a server wants a person to open in a browser of their own.
///
/// Show the whole address, open it only with the person's consent and never fetch it (mcp-protocol §7.10).
public struct URLElicitation: Sendable, Hashable {
  /// What it is about, for the person.
  public let message: String
  /// An `http` or `https` URL.
  public let url: String
  /// What names it in `notifications/elicitation/complete` (2025-11-25 only).
  public let id: String?

  /// Makes an elicitation.
  public init(message: String, url: String, id: String? = nil) {
    self.message = message
    self.url = url
    self.id = id
  }

  /// Reads the params of an elicitation in mode `url`; nil when a part is missing or the URL is of another scheme.
  init?(_ params: JSONValue) {
    guard let url = params["url"]?.string, Self.isWebAddress(url) else { return nil }
    self.init(
      message: params["message"]?.string ?? "", url: url, id: params["elicitationId"]?.string)
  }

  /// Whether a URL has a scheme that may be opened, and a host behind it.
  static func isWebAddress(_ url: String) -> Bool {
    let start = url.prefix(8).lowercased()
    let rest =
      start.hasPrefix("https://")
      ? url.utf8.dropFirst(8) : start.hasPrefix("http://") ? url.utf8.dropFirst(7) : ""[...].utf8
    guard let first = rest.first, !"/?#".utf8.contains(first) else { return false }
    return url.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
  }
}

/// Why the host does not give what a server asks for: said to the server in the handshake era, and to the caller.
public struct InputRefusal: Error, Sendable, Hashable {
  /// The error code in the handshake era; −1 is a person's refusal.
  public let code: Int
  /// Why, for a person.
  public let reason: String
  /// What went wrong inside the host, which is nothing for the server.
  private(set) var cause: String?

  /// Makes a refusal.
  public init(_ reason: String, code: Int = -1) {
    self.code = code
    self.reason = reason
  }

  /// Makes a refusal of any error of the host's.
  init(_ error: any Error) {
    if let refusal = error as? InputRefusal {
      self = refusal
    } else {
      self.init("the client failed to answer", code: -32603)
      cause = String(describing: error)
    }
  }
}
