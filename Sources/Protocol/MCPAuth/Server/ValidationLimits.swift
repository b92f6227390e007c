/// Bounds on what a resource server asks of authorization servers, each with its reason.
public struct ValidationLimits: Sendable, Hashable {
  /// Seconds a key set is used before it is asked for again.
  public var keySetSeconds: Int64 = 600
  /// Seconds a key set goes on being used while no new one can be had.
  public var staleKeySetSeconds: Int64 = 3600
  /// Seconds between two requests for a key set, whatever tokens arrive: their senders must not steer our requests.
  public var keySetPauseSeconds: Int64 = 30
  /// Keys of one issuer.
  public var keys = 64
  /// Seconds an introspected token stays good without asking again: how long a revocation may go unnoticed.
  public var introspectionSeconds: Int64 = 30
  /// Seconds a token stays refused without asking again.
  public var refusalSeconds: Int64 = 10
  /// Introspected tokens remembered.
  public var rememberedTokens = 1024
  /// Introspections under way at once: more tokens at a time are an attack on the authorization server.
  public var introspectionsAtOnce = 16
  /// Seconds that clocks may differ.
  public var leewaySeconds: Int64 = 30
  /// Bounds on single exchanges.
  public var exchange = AuthorizationLimits()

  /// Makes the default limits.
  public init() {}
}
