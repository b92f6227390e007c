public import MCPHTTP

/// Authorizes one MCP client at one MCP server (mcp-protocol §10.3): obtains tokens when the server asks, puts them on
/// requests, renews them, steps up when an operation needs more.
///
/// One authorization at a time: requests that are refused meanwhile wait for its outcome and share it. Tokens go
/// only to the origin of the server's URL.
public actor OAuthAuthorization: HTTPClientAuthorization {
  let configuration: OAuthConfiguration
  let context: AuthorizationContext
  let flow: AuthorizationFlow
  private let store: any TokenStore
  private let gate = FlowGate()

  /// The authorization in use; nil before there is one.
  var current: StoredAuthorization?
  /// Everything kept for this resource, by issuer.
  var kept: [String: StoredAuthorization] = [:]
  /// What is known of the access token in use.
  var use = TokenUse()
  var attempts = AttemptLog()
  var prover: DPoPProver?
  /// The platform's statement that was refused, and how.
  var refusedAssertion: (Secret, AuthorizationError)?
  private var isLoaded = false
  private var failures = 0

  /// Why the last authorization failed; nil when it did not. Shown to the user, as a refusal alone says little.
  public internal(set) var failure: AuthorizationError?
  /// Why tokens could not be kept for the next run; nil when they could.
  public private(set) var storageFailure: TokenStoreError?

  /// Prepares for the server of a configuration; nothing is sent before the server asks for authorization.
  ///
  /// `fetcher` should refuse private addresses unless the server's own is one, since metadata names URLs others
  /// chose. `random` is `SystemRandomNumberGenerator()` outside of tests; `now` gives Unix seconds.
  public init(
    _ configuration: OAuthConfiguration, fetcher: any HTTPFetching, store: any TokenStore,
    random: RandomSource, now: @escaping @Sendable () -> Int64
  ) throws(AuthorizationError) {
    self.configuration = configuration
    self.store = store
    context = AuthorizationContext(
      fetcher: fetcher, random: random, now: now, limits: configuration.limits)
    flow = try AuthorizationFlow(configuration, context: context)
  }

  /// The fields of a request: `Authorization`, and `DPoP` for bound tokens; none while there is no token.
  ///
  /// Throws `AuthorizationError` when the token has expired and cannot be renewed for now.
  public func fields(for method: String, url: String) async throws -> HTTPFields {
    guard let target = try? HTTPURL(url), target.origin == flow.resource.origin else { return [:] }
    if !isLoaded || needsRenewal { try await prepare() }
    use.send()
    guard let tokens = current?.tokens, SafeText.isVisibleASCII(tokens.access.value) else {
      return [:]
    }
    var fields: HTTPFields = ["Authorization": "\(tokens.kind.rawValue) \(tokens.access.value)"]
    if tokens.kind == .dpop, let prover {
      fields["DPoP"] = try prover.proof(method, target, token: tokens.access)
    }
    return fields
  }

  /// Takes a refusal; true when the request should be sent again, false when `failure` says why not.
  public func challenged(_ challenge: HTTPChallenge) async -> Bool {
    guard let target = try? HTTPURL(challenge.url), target.origin == flow.resource.origin else {
      return false
    }
    let (tokens, failed) = (use.serial, failures)
    guard await gate.enter() else { return false }
    defer { gate.leave() }
    // What another request achieved meanwhile, or failed to, holds for this one too.
    if use.serial != tokens { return true }
    if failures != failed { return false }
    do throws(AuthorizationError) {
      await loadOnce()
      let isWorthwhile = try await respond(to: challenge, from: target)
      if isWorthwhile { failure = nil }
      return isWorthwhile
    } catch {
      failure = error
      // Who was given up speaks for nobody else: the next one makes its own attempt.
      if error.code != .cancelled { failures += 1 }
      return false
    }
  }

  /// Forgets the tokens of this server, here and in the store, so that the next refusal leads to a new sign-in.
  public func forget() async throws(TokenStoreError) {
    guard await gate.enter() else { return }
    defer { gate.leave() }
    let issuers = Set(kept.keys).union(
      try await store.authorizations(for: flow.resourceName).map(\.issuer))
    (current, kept, attempts, prover, failure) = (nil, [:], AttemptLog(), nil, nil)
    (use, refusedAssertion) = (use.forgotten(), nil)
    for issuer in issuers { try await store.remove(issuer: issuer, resource: flow.resourceName) }
  }

  // MARK: Keeping

  /// Makes an authorization the one in use, and keeps it.
  func adopt(_ authorization: StoredAuthorization, _ source: TokenUse.Source) async {
    current = authorization
    use = use.next(source)
    await keep(authorization)
  }

  /// Keeps what was achieved; a store that fails is no reason not to go on.
  func keep(_ authorization: StoredAuthorization) async {
    kept[authorization.issuer] = authorization
    do {
      try await store.save(authorization)
      storageFailure = nil
    } catch { storageFailure = error }
  }

  private func loadOnce() async {
    guard !isLoaded else { return }
    do {
      let found = try await store.authorizations(for: flow.resourceName)
      for entry in found where kept[entry.issuer] == nil { kept[entry.issuer] = entry }
      current = found.first { $0.tokens != nil }
    } catch { storageFailure = error }
    isLoaded = true
    takeProofKey()
  }

  /// Takes over what another run, or another connection of this one, has obtained since; false when there is
  /// nothing new.
  func adoptNewer() async -> Bool {
    guard let current, let token = current.tokens?.access else { return false }
    let found: [StoredAuthorization]
    do { found = try await store.authorizations(for: flow.resourceName) } catch {
      storageFailure = error
      return false
    }
    let newer = found.first { $0.issuer == current.issuer && $0.updatedAt >= current.updatedAt }
    guard let newer, let tokens = newer.tokens, tokens.access != token else { return false }
    self.current = newer
    kept[newer.issuer] = newer
    use = use.next(.stored)
    takeProofKey()
    return true
  }

  private func takeProofKey() {
    if let key = current?.tokens?.proofKey, key != prover?.storedKey {
      prover = DPoPProver(key: key, random: context.random, now: context.now)
    }
    // Bound tokens without their key are of no use.
    if current?.tokens?.kind == .dpop, prover == nil { current?.tokens = nil }
  }

  // MARK: Renewing

  private var needsRenewal: Bool {
    current?.tokens?.renewsAt.map { $0 <= context.now() } ?? false
  }

  private func prepare() async throws(AuthorizationError) {
    guard await gate.enter() else {
      throw AuthorizationError(
        .cancelled, "the request was given up while it waited for authorization")
    }
    defer { gate.leave() }
    await loadOnce()
    // A refresh token works once: somebody else may have used the one known here.
    if needsRenewal { _ = await adoptNewer() }
    guard needsRenewal, let stored = current, let tokens = stored.tokens else { return }
    let isExpired = tokens.expiresAt.map { $0 <= context.now() } ?? false
    do {
      if let server = try await renewalServer(stored.issuer),
        let renewed = try await flow.renew(stored, at: server, prover: boundProver(tokens))
      {
        return await adopt(renewed, .renewed)
      }
      if isExpired { await dropTokens() }
    } catch {
      // A refresh token that is no longer good means signing in again, which the next refusal starts.
      if error.code == .refused { return await dropTokens() }
      if isExpired { throw error }
    }
  }

  /// The metadata of the issuer whose tokens are to be renewed, without asking the resource.
  private func renewalServer(
    _ issuer: String
  ) async throws(AuthorizationError) -> AuthorizationServerMetadata? {
    guard current?.tokens?.refresh != nil else { return nil }
    let discovery = MetadataDiscovery(http: context.http, policy: flow.policy)
    let isLegacy = issuer == flow.resource.origin && configuration.usesLegacyDiscovery
    let found = try await discovery.server(issuer: issuer)
    return found ?? (isLegacy ? AuthorizationServerMetadata(legacyOrigin: issuer) : nil)
  }

  func boundProver(_ tokens: TokenSet) -> DPoPProver? { tokens.kind == .dpop ? prover : nil }

  private func dropTokens() async {
    guard var stored = current else { return }
    stored.tokens = nil
    current = stored
    await keep(stored)
  }
}
