/// Whether an answer kept from before may serve instead of asking again (2026-07-28, cache hints).
public enum CachePolicy: Sendable, Hashable {
  /// Always ask, keep nothing.
  case off
  /// Take what is fresh, else ask.
  case fresh
  /// Take what is fresh, else ask; when no answer comes, take what is stale.
  case freshOrStale
  /// Always ask, and keep the answer for others.
  case reload
}
