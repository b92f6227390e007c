/// What an HTTP server has done since it was made.
public struct HTTPCounters: Sendable, Hashable {
  /// Connections open now, besides those being refused.
  public internal(set) var openConnections = 0
  /// Connections accepted and served.
  public internal(set) var acceptedConnections = 0
  /// Connections turned away because there were too many.
  public internal(set) var refusedConnections = 0
  /// Whole requests handed to the handler.
  public internal(set) var requests = 0
  /// Bytes read from clients.
  public internal(set) var bytesIn = 0
  /// Bytes clients have taken.
  public internal(set) var bytesOut = 0

  private var classes: [Int] = [0, 0, 0, 0, 0]

  /// Makes counters that stand at 0.
  public init() {}

  /// Answers of a status class, 1 to 5 for 1xx to 5xx; 0 for any other class.
  public func answers(ofClass digit: Int) -> Int {
    (1...5).contains(digit) ? classes[digit - 1] : 0
  }

  mutating func countAnswer(_ status: Int) {
    let digit = status / 100
    if (1...5).contains(digit) { classes[digit - 1] += 1 }
  }
}
