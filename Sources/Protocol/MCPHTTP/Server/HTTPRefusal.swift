/// Why a request is refused before any handler sees it.
package struct HTTPRefusal: Error, Sendable, Hashable {
  /// The status of the answer; the connection is closed after it, because what follows cannot be trusted.
  package let status: Int
  /// What is wrong, where, and the remedy. Never holds the client's bytes.
  package let message: String

  /// Makes a refusal.
  package init(_ status: Int, _ message: String) {
    self.status = status
    self.message = message
  }

  /// A request that breaks the syntax: 400.
  static func malformed(_ message: String) -> HTTPRefusal { HTTPRefusal(400, message) }
}
