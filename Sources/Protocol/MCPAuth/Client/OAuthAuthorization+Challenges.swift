import MCPHTTP

extension OAuthAuthorization {
  /// Decides what a refusal means and does what can be done about it; true when the request should be sent again.
  func respond(
    to challenge: HTTPChallenge, from target: HTTPURL
  ) async throws(AuthorizationError) -> Bool {
    let challenges = AuthenticationChallenge.all(in: challenge.fields)
    let ours = challenges.filter { $0.has(scheme: "Bearer") || $0.has(scheme: "DPoP") }
    switch challenge.status {
    case 401:
      if ours.contains(where: { $0["error"] == "use_dpop_nonce" }) {
        _ = use.takeRefusal(ofToken: true)
        return try learnNonce(challenge, from: target)
      }
      guard challenges.isEmpty || !ours.isEmpty else { throw Self.foreign(challenges) }
      return try await unauthorized(ours)
    case 403:
      let insufficient = ours.first { $0["error"] == "insufficient_scope" }
      guard let insufficient else { return false }
      return try await stepUp(insufficient, ours)
    default: return false
    }
  }

  // MARK: 401

  private func unauthorized(
    _ challenges: [AuthenticationChallenge]
  ) async throws(AuthorizationError) -> Bool {
    let hadTokens = current?.tokens != nil
    guard use.takeRefusal(ofToken: true) else { return true }
    if hadTokens {
      if await adoptNewer() { return true }
      guard use.source != .authorized || !use.isUnproven else {
        throw AuthorizationError(
          .tokenNotAccepted,
          "\(flow.resource.display) refuses the token that was just made for it: "
            + "its operator has to mend that, signing in again will not")
      }
    }
    let challenge = Self.merged(challenges)
    let guardian = try await flow.discover(challenge, preferred: preferredIssuers)
    if hadTokens, current?.issuer == guardian.server.issuer,
      use.source != .renewed || !use.isUnproven,
      try await renewed(guardian)
    {
      return true
    }
    try await obtain(flow.scopes(challenge, guardian), guardian, challenges, isStepUp: false)
    return true
  }

  private func renewed(
    _ guardian: AuthorizationFlow.Guardian
  ) async throws(AuthorizationError) -> Bool {
    guard let stored = current, let tokens = stored.tokens else { return false }
    do {
      let renewed = try await flow.renew(
        stored, at: guardian.server, prover: boundProver(tokens))
      guard let renewed else { return false }
      await adopt(renewed, .renewed)
      return true
    } catch {
      guard error.code == .refused || error.code == .configuration else { throw error }
      return false
    }
  }

  private func learnNonce(
    _ challenge: HTTPChallenge, from target: HTTPURL
  ) throws(AuthorizationError) -> Bool {
    guard let prover, prover.learn(challenge.fields, from: target) else {
      throw AuthorizationError(
        .tokenNotAccepted, "\(flow.resource.display) asks for a DPoP nonce and names no new one")
    }
    return true
  }

  /// What several challenges say together: a server that takes more than one scheme need not repeat itself.
  private static func merged(
    _ challenges: [AuthenticationChallenge]
  ) -> AuthenticationChallenge? {
    guard var merged = challenges.first else { return nil }
    for name in ["resource_metadata", "scope"] where merged[name] == nil {
      if let value = challenges.lazy.compactMap({ $0[name] }).first {
        merged.parameters.append(.init(name, value))
      }
    }
    return merged
  }

  private static func foreign(_ challenges: [AuthenticationChallenge]) -> AuthorizationError {
    let schemes = SafeText.printable(challenges.map(\.scheme).joined(separator: ", "))
    return AuthorizationError(
      .configuration,
      "the server asks for \(schemes), which is no OAuth: configure the header it wants by hand")
  }

  // MARK: 403

  private func stepUp(
    _ challenge: AuthenticationChallenge, _ challenges: [AuthenticationChallenge]
  ) async throws(AuthorizationError) -> Bool {
    guard use.takeRefusal(ofToken: false) else { return true }
    let wanted = Set(challenge.scopes ?? [])
    try checkAttempts(wanted)
    let guardian = try await flow.discover(
      Self.merged([challenge] + challenges), preferred: preferredIssuers)
    var scopes: [String] = []
    if let current, current.issuer == guardian.server.issuer {
      scopes = ScopeList.union(current.requestedScopes, current.tokens?.scopes ?? [])
    }
    scopes = ScopeList.union(
      scopes, challenge.scopes ?? guardian.resource?.scopesSupported ?? [])
    try await obtain(flow.offline(scopes, guardian), guardian, challenges, isStepUp: true)
    return true
  }

  private func checkAttempts(_ wanted: Set<String>) throws(AuthorizationError) {
    guard attempts.attempts(for: wanted) < context.limits.attempts else {
      let names = SafeText.printable(ScopeList.text(wanted.sorted()))
      throw AuthorizationError(
        .tooManyAttempts,
        "the server still wants the scope \(names) after \(context.limits.attempts) authorizations: "
          + "this account may not be allowed to grant it")
    }
  }

  // MARK: Obtaining

  private var preferredIssuers: [String] {
    configuration.registered.compactMap(\.issuer) + (current.map { [$0.issuer] } ?? [])
  }

  private func obtain(
    _ scopes: [String], _ guardian: AuthorizationFlow.Guardian,
    _ challenges: [AuthenticationChallenge], isStepUp: Bool
  ) async throws(AuthorizationError) {
    try attempts.begin(scopes, stepUp: isStepUp, now: context.now(), limits: context.limits)
    let binding = try prover(guardian, challenges)
    let issuer = guardian.server.issuer
    // What belongs to another issuer stays there: neither its client nor its tokens are used here.
    let known = kept[issuer] ?? StoredAuthorization(issuer: issuer, resource: flow.resourceName)
    let wish = AuthorizationFlow.Wish(
      scopes: scopes, prover: binding, stored: known, bound: boundClients,
      assertion: try await assertion(for: issuer))
    let obtained: StoredAuthorization
    do {
      obtained = try await flow.obtain(wish, from: guardian, keep: keep)
    } catch {
      if error.code == .refused { refusedAssertion = wish.assertion.map { ($0, error) } }
      guard error.oauthError == "invalid_client", known.client != nil,
        kept[issuer]?.client == known.client,
        flow.directory.isSelfRegistered(at: guardian.server, bound: wish.bound)
      else { throw error }
      // The server has forgotten the client we once registered.
      var again = wish
      again.stored.client = nil
      obtained = try await flow.obtain(again, from: guardian, keep: keep)
    }
    if obtained.tokens?.kind == .bearer, configuration.keyBinding == .always {
      throw AuthorizationError(
        .invalidAnswer, "the authorization server gave a token that is not bound to our key")
    }
    await adopt(obtained, .authorized)
  }

  /// What the platform says about this program. What was refused once is not tried again, nor is another grant.
  private func assertion(for issuer: String) async throws(AuthorizationError) -> Secret? {
    guard case .workload(let identity) = configuration.grant else { return nil }
    let assertion = try await identity.assertion(issuer)
    if let refusedAssertion, refusedAssertion.0 == assertion { throw refusedAssertion.1 }
    return assertion
  }

  /// The issuers that clients configured without one belong to: those their tokens are from.
  private var boundClients: [String: String] {
    var bound: [String: String] = [:]
    for entry in kept.values.sorted(by: { $0.updatedAt < $1.updatedAt }) {
      if let id = entry.tokens?.clientID, bound[id] == nil { bound[id] = entry.issuer }
    }
    return bound
  }

  /// What binds the tokens to a key; nil where they are not to be bound.
  private func prover(
    _ guardian: AuthorizationFlow.Guardian, _ challenges: [AuthenticationChallenge]
  ) throws(AuthorizationError) -> DPoPProver? {
    let algorithms = guardian.server.proofAlgorithms
    let takesOurs = algorithms?.contains("ES256") ?? false
    switch configuration.keyBinding {
    case .never: return nil
    case .always:
      guard algorithms == nil || takesOurs else {
        throw AuthorizationError(
          .configuration,
          "the authorization server takes no DPoP proofs with ES256: do not require them")
      }
    case .whenAsked:
      let isAsked = challenges.contains { $0.has(scheme: "DPoP") }
      let isRequired =
        guardian.resource?.requiresDPoP ?? false
        || isAsked && !challenges.contains { $0.has(scheme: "Bearer") }
      guard isRequired || isAsked && takesOurs else { return nil }
    }
    if let prover { return prover }
    let made = try DPoPProver(random: context.random, now: context.now)
    prover = made
    return made
  }
}
