import Crypto
import JSON
public import MCPHTTP

/// Judges access tokens by asking the authorization server (RFC 7662), and remembers its answers briefly.
public actor IntrospectionValidator: AccessTokenValidator {
  private struct Memory {
    var verdict: TokenVerdict
    var until: Int64
  }

  private let endpoint: HTTPURL
  private let client: ClientAuthentication
  private let claims: TokenClaims
  private let context: AuthorizationContext
  private let limits: ValidationLimits
  private var memory: [[UInt8]: Memory] = [:]
  private var order: [[UInt8]] = []
  private var running = 0

  /// Asks `endpoint` of `issuer` as `client`; believes tokens meant for one of `audiences`.
  public init(
    endpoint: String, issuer: String, client: OAuthClient, audiences: Set<String>,
    fetcher: any HTTPFetching, limits: ValidationLimits = ValidationLimits(),
    random: RandomSource, now: @escaping @Sendable () -> Int64
  ) throws(AuthorizationError) {
    let url: HTTPURL
    do { url = try HTTPURL(endpoint) } catch {
      throw AuthorizationError(.configuration, "the introspection endpoint: \(error.message)")
    }
    self.endpoint = try EndpointPolicy(resource: url).url(endpoint, "the introspection endpoint")
    self.client = ClientAuthentication(
      client, method: try client.method(supported: nil, algorithms: nil), issuer: issuer)
    self.limits = limits
    claims = TokenClaims(
      issuers: [issuer], audiences: audiences, leewaySeconds: limits.leewaySeconds)
    context = AuthorizationContext(
      fetcher: fetcher, random: random, now: now, limits: limits.exchange)
  }

  /// Judges a token.
  public func validate(_ token: Secret) async -> TokenVerdict {
    // The digest, so that a copy of this memory is no collection of tokens.
    let key = Array(SHA256.hash(data: Array(token.value.utf8)))
    if let known = memory[key], known.until > context.now() { return known.verdict }
    guard running < limits.introspectionsAtOnce else {
      return .unavailable("too many tokens at once")
    }
    running += 1
    defer { running -= 1 }
    do throws(AuthorizationError) {
      let (verdict, seconds) = try await ask(token)
      remember(key, Memory(verdict: verdict, until: context.now() + seconds))
      return verdict
    } catch {
      return .unavailable(error.message)
    }
  }

  private func ask(
    _ token: Secret
  ) async throws(AuthorizationError) -> (TokenVerdict, Int64) {
    var form: [FormText.Pair] = [
      .init("token", token.value), .init("token_type_hint", "access_token"),
    ]
    var fields = HTTPFields()
    let now = context.now()
    try client.sign(&form, &fields, random: context.random, now: now)
    let what = "the introspection endpoint"
    let response = try await context.http.post(form: form, to: endpoint, fields: fields, what: what)
    guard response.status == 200, let answer = AuthorizationHTTP.object(response.body),
      let isActive = answer["active"]?.bool
    else {
      throw AuthorizationError(
        .invalidAnswer,
        "\(what) answered with status \(response.status) and no verdict: check this server's client id and secret there"
      )
    }
    guard isActive else { return (.refused("the token is not in force"), limits.refusalSeconds) }
    do {
      let principal = try claims.introspected(answer, now: now)
      let left = answer["exp"]?.double.map { Int64(min(max($0, 0), 1e11)) - now } ?? .max
      return (.accepted(principal), min(limits.introspectionSeconds, max(left, 0)))
    } catch {
      return (.refused(error.reason), limits.refusalSeconds)
    }
  }

  private func remember(_ key: [UInt8], _ entry: Memory) {
    if memory.updateValue(entry, forKey: key) == nil { order.append(key) }
    guard order.count > limits.rememberedTokens else { return }
    // A quarter at once, oldest first, so that this is rare.
    let old = order.prefix(max(1, limits.rememberedTokens / 4))
    for key in old { memory[key] = nil }
    order.removeFirst(old.count)
  }
}
