package import MCPHTTP

/// What every step of an authorization needs from outside: the network, chance and the time.
package struct AuthorizationContext: Sendable {
  /// The network.
  package let http: AuthorizationHTTP
  /// Chance.
  package let random: RandomSource
  /// Unix seconds.
  package let now: @Sendable () -> Int64
  /// Bounds.
  package let limits: AuthorizationLimits

  /// Makes a context.
  package init(
    fetcher: any HTTPFetching, random: RandomSource, now: @escaping @Sendable () -> Int64,
    limits: AuthorizationLimits
  ) {
    http = AuthorizationHTTP(fetcher, limits: limits)
    self.random = random
    self.now = now
    self.limits = limits
  }
}
