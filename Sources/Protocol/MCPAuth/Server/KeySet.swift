import JSON
import MCPHTTP

/// The public keys of one issuer, fetched when they are needed and no oftener than the limits allow.
actor KeySet {
  /// What is known about the keys a token may be signed with.
  enum Answer: Sendable {
    /// These may be it; none means the issuer has no such key.
    case keys([VerificationKey])
    /// The key set cannot be had.
    case unavailable(String)
  }

  private let issuer: String
  private let url: String?
  private let context: AuthorizationContext
  private let limits: ValidationLimits
  private let gate = FlowGate()

  private var keys: [VerificationKey] = []
  private var fetchedAt: Int64?
  private var triedAt: Int64?
  private var problem = "its keys have not been asked for"

  /// Without `url` the issuer's metadata says where its keys are.
  init(issuer: String, url: String?, context: AuthorizationContext, limits: ValidationLimits) {
    self.issuer = issuer
    self.url = url
    self.context = context
    self.limits = limits
  }

  /// The keys a token with that header may be signed with.
  func keys(named keyID: String?, _ algorithm: SignatureAlgorithm) async -> Answer {
    if let known = known(keyID, algorithm) { return known }
    guard await gate.enter() else { return .unavailable("the request was given up") }
    defer { gate.leave() }
    // Whoever was in here before may have brought them.
    if let known = known(keyID, algorithm) { return known }
    do {
      keys = try await fetch()
      fetchedAt = context.now()
    } catch { problem = error.message }
    // Only now: until then everybody else waits at the gate for what this request brings.
    triedAt = context.now()
    return known(keyID, algorithm) ?? .unavailable(problem)
  }

  /// What can be said without asking; nil when asking is allowed and may help.
  private func known(_ keyID: String?, _ algorithm: SignatureAlgorithm) -> Answer? {
    let now = context.now()
    let age = fetchedAt.map { now - $0 } ?? .max
    let found = keys.filter {
      $0.algorithm == algorithm && (keyID == nil || $0.keyID == nil || $0.keyID == keyID)
    }
    if age < limits.keySetSeconds, !found.isEmpty { return .keys(found) }
    let pause = triedAt.map { abs(now - $0) } ?? .max
    guard pause < limits.keySetPauseSeconds else { return nil }
    return age < limits.staleKeySetSeconds ? .keys(found) : .unavailable(problem)
  }

  private func fetch() async throws(AuthorizationError) -> [VerificationKey] {
    let home: HTTPURL
    do { home = try HTTPURL(issuer) } catch {
      throw AuthorizationError(
        .configuration, "the issuer \(SafeText.printable(issuer)): \(error.message)")
    }
    let policy = EndpointPolicy(resource: home)
    var place = url
    if place == nil {
      let discovery = MetadataDiscovery(http: context.http, policy: policy)
      place = try await discovery.server(issuer: issuer)?.keySetURL
    }
    guard let place else {
      throw AuthorizationError(
        .metadata, "the issuer publishes no jwks_uri: configure the URL of its keys")
    }
    let what = "the issuer's key set"
    let document = try await context.http.document(try policy.url(place, what), what)
    guard let list = document?["keys"]?.array else {
      throw AuthorizationError(.metadata, "\(what) has no list of keys")
    }
    var keys: [VerificationKey] = []
    for value in list.prefix(limits.keys) {
      if let key = await VerificationKey(value) { keys.append(key) }
    }
    return keys
  }
}
