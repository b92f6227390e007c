public import MCPHTTP

/// One challenge of a `WWW-Authenticate` field (RFC 9110 §11.3 to §11.6.1).
///
/// ```
/// Bearer resource_metadata="https://mcp.example/.well-known/oauth-protected-resource/mcp", scope="depot:read"
/// ```
public struct AuthenticationChallenge: Sendable, Hashable {
  /// One parameter of a challenge.
  public struct Parameter: Sendable, Hashable {
    /// The name in lower case.
    public var name: String
    /// The value, without quotes and escapes.
    public var value: String

    /// Makes a parameter.
    public init(_ name: String, _ value: String) {
      self.name = name.lowercased()
      self.value = value
    }
  }

  /// The scheme as written; compare it with `has(scheme:)`.
  public var scheme: String
  /// The token68 of schemes that carry one instead of parameters.
  public var token: String?
  /// The parameters in order; no name twice.
  public var parameters: [Parameter]

  /// Makes a challenge.
  public init(_ scheme: String, token: String? = nil, _ parameters: [Parameter] = []) {
    self.scheme = scheme
    self.token = token
    self.parameters = parameters
  }

  /// The value of the parameter `name`, without regard to case.
  public subscript(_ name: String) -> String? {
    parameters.first { HTTPFields.equal($0.name, name) }?.value
  }

  /// Whether the scheme is `name`, without regard to case.
  public func has(scheme name: String) -> Bool { HTTPFields.equal(scheme, name) }

  /// The scopes named by `scope`, in order; nil when there is no such parameter or it names none.
  public var scopes: [String]? {
    guard let text = self["scope"] else { return nil }
    let scopes = ScopeList.parse(text)
    return scopes.isEmpty ? nil : scopes
  }

  /// Every challenge of a message, from all its `WWW-Authenticate` fields; those that cannot be read are left out.
  public static func all(in fields: HTTPFields) -> [AuthenticationChallenge] {
    fields.all("WWW-Authenticate").prefix(AuthenticationChallengeParser.maximumFields).flatMap {
      (try? AuthenticationChallengeParser.parse($0)) ?? []
    }
  }

  /// The challenge as a field value. Parameter values are quoted; characters no value may have become `?`.
  public var fieldValue: String {
    if let token { return "\(scheme) \(token)" }
    guard !parameters.isEmpty else { return scheme }
    return "\(scheme) "
      + parameters.map { "\($0.name)=\(Self.quote($0.value))" }.joined(separator: ", ")
  }

  private static func quote(_ value: String) -> String {
    var text = "\""
    for scalar in SafeText.printable(value, limit: 8 << 10).unicodeScalars {
      if scalar == "\"" || scalar == "\\" { text += "\\" }
      text.unicodeScalars.append(scalar)
    }
    return text + "\""
  }
}
