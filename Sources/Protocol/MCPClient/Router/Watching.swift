import JSON
import JSONRPC
public import MCPSchema

/// What somebody hears who watches a server.
public enum WatchEvent: Sendable, Hashable {
  /// From now on changes are told; the server may honour less than was asked for.
  case began(SubscriptionFilter)
  /// Something changed: it says only that, so read it again.
  case changed(ServerNotification)
  /// Changes may have been missed: list and read again what matters. The subscription is being made anew.
  case lost(reason: String)
}

/// Somebody who watches a server of the handshake era.
struct Watcher: Sendable {
  let filter: SubscriptionFilter
  let handle: @Sendable (WatchEvent) -> Void
  var continuation: CheckedContinuation<WatchEnding, Never>?
}

/// Why a watch ends.
enum WatchEnding: Sendable { case cancelled, closed }

/// A `subscriptions/listen` request in flight (modern era).
struct Listen: Sendable {
  let request: RequestID
  let filter: SubscriptionFilter
  let handle: @Sendable (WatchEvent) -> Void
  var isAcknowledged = false
  /// Why it is being ended, when that was not the caller's wish.
  var fault: String?
  /// Forgets the timer that ends it.
  var disarm: (@Sendable () -> Void)?
}

/// How a `subscriptions/listen` request ended.
enum ListenEnding: Sendable {
  case cancelled
  case lost(reason: String, wasAcknowledged: Bool)
  case failed(ClientError)
}
