import JSON
public import MCPHTTP
import MCPTransport

/// Guards our HTTP endpoint as an OAuth resource server (RFC 6750, RFC 9728; mcp-protocol §10.2).
///
/// Tokens count in the `Authorization` header alone; one in a query or body is not even looked for.
public final class ResourceServer: HTTPAuthorizer {
  /// What an operator decides.
  public struct Configuration: Sendable, Hashable {
    /// The endpoint's public URL: `https`, or `http` on this machine. Tokens must be meant for exactly this.
    public var resource: String
    /// The issuers of tokens; empty for configured tokens, where there is nobody to ask.
    public var authorizationServers: [String] = []
    /// The scopes to publish; nil not to.
    public var scopesSupported: [String]?
    /// The scopes every request needs.
    public var requiredScopes: Set<String> = []
    /// The scopes another one includes: `["depot:write": ["depot:read"]]`.
    public var includedScopes: [String: Set<String>] = [:]

    /// Configures a resource without scopes.
    public init(resource: String) { self.resource = resource }
  }

  private let configuration: Configuration
  private let validator: any AccessTokenValidator
  private let documents: [String: [UInt8]]
  private let metadataURL: String?

  /// Guards the resource of a configuration with a validator.
  public init(
    _ configuration: Configuration, validator: any AccessTokenValidator
  ) throws(AuthorizationError) {
    self.configuration = configuration
    self.validator = validator
    let url: HTTPURL
    do { url = try HTTPURL(configuration.resource) } catch {
      throw AuthorizationError(.configuration, "the endpoint's public URL: \(error.message)")
    }
    guard url.isSecure || url.isLoopback, url.fragment == nil, url.userInformation == nil else {
      throw AuthorizationError(
        .configuration,
        "\(url.display) is not https: put a TLS proxy in front and give the URL clients use")
    }
    guard !configuration.authorizationServers.isEmpty else {
      (documents, metadataURL) = ([:], nil)
      return
    }
    let document = Self.document(configuration)
    let path = url.path == "/" ? "" : url.path
    var places = [WellKnown.protectedResource: document]
    places[WellKnown.protectedResource + path] = document
    documents = places
    metadataURL = url.origin + WellKnown.protectedResource + path
  }

  /// Judges a request by its `Authorization` header.
  public func authorize(_ request: HTTPRequest) async -> HTTPAuthorization {
    let token: Secret
    do {
      guard let found = try BearerToken.find(in: request.fields) else {
        return refusal(401, [], "authorization is required: send a Bearer token")
      }
      token = found
    } catch {
      return refusal(
        400, [.init("error", "invalid_request"), .init("error_description", error.message)],
        error.message)
    }
    switch await validator.validate(token) {
    case .accepted(var principal):
      principal.scopes = withIncluded(principal.scopes)
      guard configuration.requiredScopes.isSubset(of: principal.scopes) else {
        return .refused(
          status: 403, fields: insufficientScope(configuration.requiredScopes),
          message: "the token lacks a scope every request needs")
      }
      return .allowed(principal)
    case .refused(let reason):
      return refusal(
        401, [.init("error", "invalid_token"), .init("error_description", reason)], reason)
    case .unavailable(let reason):
      return .refused(
        status: 503, fields: ["Retry-After": "\(Self.retrySeconds)"],
        message: "tokens cannot be judged for now: \(reason)")
    }
  }

  /// The resource metadata at a path; nil when there is none there.
  public func metadata(path: String) -> [UInt8]? { documents[path] }

  /// The fields of a 403 that names all scopes an operation needs, those every request needs among them.
  public func insufficientScope(_ scopes: Set<String>) -> HTTPFields {
    let all = scopes.union(configuration.requiredScopes)
    return ["WWW-Authenticate": challenge([.init("error", "insufficient_scope")], all).fieldValue]
  }

  // MARK: Answers

  private func refusal(
    _ status: Int, _ parameters: [AuthenticationChallenge.Parameter], _ message: String
  ) -> HTTPAuthorization {
    let challenge = challenge(parameters, configuration.requiredScopes)
    return .refused(
      status: status, fields: ["WWW-Authenticate": challenge.fieldValue], message: message)
  }

  private func challenge(
    _ parameters: [AuthenticationChallenge.Parameter], _ scopes: Set<String>
  ) -> AuthenticationChallenge {
    var all = parameters
    if !scopes.isEmpty { all.append(.init("scope", ScopeList.text(scopes.sorted()))) }
    if let metadataURL { all.append(.init("resource_metadata", metadataURL)) }
    return AuthenticationChallenge("Bearer", all)
  }

  private static func document(_ configuration: Configuration) -> [UInt8] {
    var document: JSONObject = [
      "resource": .string(configuration.resource),
      "authorization_servers": .array(configuration.authorizationServers.map { .string($0) }),
    ]
    // Refresh tokens are between clients and their authorization server (mcp-protocol §10.2).
    document["scopes_supported"] = configuration.scopesSupported.map { scopes in
      .array(scopes.filter { $0 != "offline_access" }.map { .string($0) })
    }
    document["bearer_methods_supported"] = ["header"]
    return JSONWriter.bytes(.object(document))
  }

  private func withIncluded(_ scopes: Set<String>) -> Set<String> {
    var all = scopes
    var fresh = scopes
    while !fresh.isEmpty {
      fresh = Set(fresh.flatMap { configuration.includedScopes[$0] ?? [] }).subtracting(all)
      all.formUnion(fresh)
    }
    return all
  }

  /// Seconds until a key set may be asked for again.
  private static let retrySeconds = 30
}
