package import JSON
import Synchronization

/// How far a request has come, as its client knows it. A mutex, since a handler may report from several tasks.
package final class ProgressMeter: Sendable {
  /// What the client calls the progress of this request.
  package let token: JSONValue
  private let last = Mutex<Double?>(nil)

  /// Reads a token; nil unless it is a string or a number.
  package init?(_ token: JSONValue?) {
    guard let token, token.string != nil || token.number != nil else { return nil }
    self.token = token
  }

  /// Notes a value; false when it does not grow, as the protocol demands.
  package func advance(to value: Double) -> Bool {
    last.withLock { last in
      guard value.isFinite, last.map({ value > $0 }) ?? true else { return false }
      last = value
      return true
    }
  }
}
