/// A whole request and what its head says about the connection.
package struct HTTPReceivedRequest: Sendable, Hashable {
  /// The request as handlers see it.
  package var request: HTTPRequest
  /// Whether it came as HTTP/1.0, whose clients know neither chunks nor, reliably, kept connections.
  package var isVersion10: Bool
  /// Whether the connection ends with the answer, by the client's wish or its version.
  package var closes: Bool
}
