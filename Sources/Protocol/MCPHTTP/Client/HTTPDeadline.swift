import Basics
import EventLoop

/// When an exchange has to be over, all its redirects together.
struct HTTPDeadline {
  private let end: MonotonicInstant?

  /// Begins now; a `timeout` of zero is none.
  init(_ timeout: Duration) { end = timeout > .zero ? .now() + timeout : nil }

  /// The time left; zero for no limit. Throws when it has passed.
  func remaining() throws(HTTPFetchError) -> Duration {
    guard let end else { return .zero }
    let left = end - .now()
    guard left > .zero else { throw HTTPFetchError(.timedOut, "no answer in time") }
    return left
  }
}
