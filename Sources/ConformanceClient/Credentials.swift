import CLinux
import EventLoop
import JSON
import MCPAuth
import MCPHTTP

/// The credentials of an authorization scenario, made when they are first needed.
actor Credentials: HTTPClientAuthorization {
  private let name: String
  private let context: JSONValue
  private let url: String
  private var made: OAuthAuthorization?

  init(_ name: String, _ context: JSONValue, _ url: String) {
    self.name = name
    self.context = context
    self.url = url
  }

  func fields(for method: String, url: String) async throws -> HTTPFields {
    try await authorization().fields(for: method, url: url)
  }

  func challenged(_ challenge: HTTPChallenge) async -> Bool {
    guard let authorization = try? await authorization() else { return false }
    return await authorization.challenged(challenge)
  }

  private func authorization() async throws -> OAuthAuthorization {
    if let made { return made }
    let loop = try EventLoop.startThread(named: "authorization")
    let fetcher = HTTPClient(loop: loop, policy: HTTPClientPolicy(allowsPrivateAddresses: true))
    let authorization = try OAuthAuthorization(
      try await configuration(fetcher), fetcher: fetcher, store: MemoryTokenStore(),
      random: RandomSource(SystemRandomNumberGenerator()),
      now: { clx_realtime() / 1_000_000_000 })
    // Whoever came first wins: another call may have made one while this one waited.
    if let made { return made }
    made = authorization
    return authorization
  }

  private func configuration(_ fetcher: HTTPClient) async throws -> OAuthConfiguration {
    var configuration = OAuthConfiguration(
      resource: url, grant: .authorizationCode(DirectUserAgent(fetcher: fetcher)))
    configuration.metadataDocumentURL = "https://conformance-test.local/client-metadata.json"
    switch name {
    case "auth/pre-registration": configuration.registered = [.init(client())]
    case "auth/client-credentials-basic":
      configuration.grant = .clientCredentials
      configuration.registered = [.init(client())]
    case "auth/client-credentials-jwt":
      configuration.grant = .clientCredentials
      let algorithm = SignatureAlgorithm(rawValue: text("signing_algorithm"))
      let key = try await SigningKey(pem: Secret(text("private_key_pem")), algorithm: algorithm)
      configuration.registered = [.init(OAuthClient(id: text("client_id"), key: key))]
    case "auth/enterprise-managed-authorization":
      let token = text("idp_id_token")
      configuration.grant = .enterprise(
        EnterpriseIdentity(
          tokenEndpoint: text("idp_token_endpoint"), issuer: text("idp_issuer"),
          client: OAuthClient(id: text("idp_client_id"))
        ) { () throws(AuthorizationError) in Secret(token) })
      configuration.registered = [.init(client())]
    case "auth/wif-jwt-bearer":
      let token = text("valid_jwt")
      configuration.grant = .workload(
        WorkloadIdentity { (_: String) throws(AuthorizationError) in Secret(token) })
      configuration.registered = [.init(OAuthClient(id: text("client_id")))]
    default: break
    }
    return configuration
  }

  private func client() -> OAuthClient {
    OAuthClient(id: text("client_id"), secret: Secret(text("client_secret")))
  }

  private func text(_ name: String) -> String { context[name]?.string ?? "" }
}
