/// One request and the way to answer it, whole or as a stream. Loop thread only.
///
/// Exactly one of `respond` and `begin` is called once; after `begin` any number of `write`, then `end`. What is
/// called after the client has gone, or in the wrong order, does nothing.
public protocol HTTPExchange: AnyObject {
  /// Answers with a whole body. `Content-Length`, `Date` and `Connection` are added.
  func respond(status: Int, fields: HTTPFields, body: [UInt8])
  /// Begins an answer of unknown length (chunked transfer coding); the head goes out at once.
  func begin(status: Int, fields: HTTPFields)
  /// Sends a piece of the body.
  func write(_ bytes: [UInt8])
  /// Ends a begun answer.
  func end()
  /// Breaks the connection off, so that the client sees that the answer is incomplete.
  func abort()
  /// Whether the client can still be reached.
  var isOpen: Bool { get }
  /// Bytes written and not yet taken by the client.
  var queuedBytes: Int { get }
  /// Called once when the client goes away before the answer has been handed over whole; never after that.
  var whenGone: (() -> Void)? { get set }
}

/// What answers the requests of an HTTP server. Loop thread only.
public protocol HTTPRequestHandler: AnyObject {
  /// Takes a request; the answer may come at once or later.
  func handle(_ request: HTTPRequest, _ exchange: any HTTPExchange)
}
