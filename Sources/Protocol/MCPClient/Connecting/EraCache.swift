public import Basics
public import MCPSchema

/// Remembers which era servers speak, so that a known server is not probed again (mcp-protocol §5.1). Pure: the
/// time comes in. A verdict expires, because a server that has been brought up to date would otherwise be taken for
/// an old one for ever.
public struct EraCache: Sendable {
  private struct Verdict: Sendable {
    var era: Revision.Era
    var validUntil: MonotonicInstant
  }

  private let lifetime: Duration
  private let maximumServers: Int
  private var verdicts: [String: Verdict] = [:]

  /// Makes an empty memory: verdicts are valid for `lifetime`, and at most `maximumServers` are kept.
  public init(lifetime: Duration = .seconds(3600), maximumServers: Int = 1024) {
    self.lifetime = lifetime
    self.maximumServers = maximumServers
  }

  /// Notes the era of a server: its configuration on stdio, its origin over HTTP.
  public mutating func remember(
    _ era: Revision.Era, of server: String, at now: MonotonicInstant
  ) {
    verdicts[server] = Verdict(era: era, validUntil: now + lifetime)
    guard verdicts.count > maximumServers else { return }
    verdicts = verdicts.filter { $0.value.validUntil > now }
    while verdicts.count > maximumServers,
      let oldest = verdicts.min(by: { $0.value.validUntil < $1.value.validUntil })
    {
      verdicts[oldest.key] = nil
    }
  }

  /// The era of a server; nil when it is unknown or was found out too long ago.
  public func era(of server: String, at now: MonotonicInstant) -> Revision.Era? {
    guard let verdict = verdicts[server], now < verdict.validUntil else { return nil }
    return verdict.era
  }

  /// What to try first with a server.
  public func handshake(with server: String, at now: MonotonicInstant) -> Handshake.Era {
    switch era(of: server, at: now) {
    case .modern: .modern
    case .legacy: .legacy
    case nil: .auto
    }
  }

  /// Forgets a server, as after a handshake that the verdict led astray.
  public mutating func forget(_ server: String) { verdicts[server] = nil }

  /// How many verdicts are kept.
  public var count: Int { verdicts.count }
}
