/// What has become of the access token in use: how a refusal of it is to be understood.
struct TokenUse: Sendable, Hashable {
  /// Where the token is from.
  enum Source: Sendable, Hashable {
    /// An earlier run.
    case stored
    /// A refresh token.
    case renewed
    /// An authorization that has just been made.
    case authorized
  }

  /// Counts the tokens obtained, so that a waiting request sees that there is another.
  private(set) var serial = 0
  /// Where it is from.
  private(set) var source = Source.stored
  /// Requests it was put on; before there is one, requests without.
  private(set) var sent = 0
  /// Refusals for the token itself, or taken for such of older requests.
  private var refused = 0
  /// Refusals of those for whatever reason.
  private var answered = 0
  /// Requests sent before the token was there, whose outcome is not known.
  private var older = 0

  /// Whether no request with it is known to have been accepted: every one sent was refused.
  var isUnproven: Bool { sent <= refused }

  /// A request is about to leave with it.
  mutating func send() {
    sent += 1
    // By now the older ones have come back.
    if sent > Self.maximumOlder { older = 0 }
  }

  /// A request came back refused. False when that was one sent before the token was there, or likely so: then
  /// the answer says nothing about the token, and the request may be sent again with it.
  mutating func takeRefusal(ofToken isOfToken: Bool) -> Bool {
    if sent == 0 { return serial == 0 }
    guard older == 0 else {
      older -= 1
      // Should it have been the token after all, the requests sent again will show it.
      refused += 1
      return false
    }
    answered += 1
    if isOfToken { refused += 1 }
    return true
  }

  /// What begins with the next token.
  func next(_ source: Source) -> TokenUse {
    var use = TokenUse()
    use.serial = serial + 1
    use.source = source
    use.older = min(Self.maximumOlder, max(0, older + sent - answered))
    return use
  }

  /// What begins when the tokens are forgotten.
  func forgotten() -> TokenUse {
    var use = TokenUse()
    use.serial = serial
    return use
  }

  /// Requests at once that are told apart; a refused token costs no more than so many vain requests.
  private static let maximumOlder = 8
}

/// The authorizations made for one server, to know when it is enough.
struct AttemptLog: Sendable, Hashable {
  /// The scopes of each authorization since the last one that was not a step-up.
  private(set) var scopes: [Set<String>] = []
  private var times: [Int64] = []

  /// How many authorizations asked for all of `wanted` and did not satisfy the server.
  func attempts(for wanted: Set<String>) -> Int { scopes.count { $0.isSuperset(of: wanted) } }

  /// Notes an authorization; throws when there were too many within the window.
  mutating func begin(
    _ asked: [String], stepUp: Bool, now: Int64, limits: AuthorizationLimits
  ) throws(AuthorizationError) {
    times.removeAll { $0 <= now - limits.attemptWindowSeconds || $0 > now }
    guard times.count < limits.attemptsInWindow else {
      throw AuthorizationError(
        .tooManyAttempts,
        "\(times.count) authorizations within \(limits.attemptWindowSeconds) s did not satisfy the server"
      )
    }
    times.append(now)
    if !stepUp { scopes = [] }
    scopes.append(Set(asked))
    if scopes.count > Self.maximum { scopes.removeFirst() }
  }

  /// Authorizations remembered: a session of days may step up again and again.
  private static let maximum = 32
}
