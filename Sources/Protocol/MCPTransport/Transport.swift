public import JSONRPC

/// A duplex connection that carries one message a line. Bound to one event loop: every call happens on it.
public protocol Transport: AnyObject {
  /// Begins reading; `receive` gets every event in order, the last of which is `.closed`.
  func start(_ receive: @escaping (TransportEvent) -> Void)
  /// Queues a message; what a turn of the loop queues goes out in one write.
  ///
  /// `request` is the peer's request that a notification or a call of ours belongs to: a transport with one
  /// stream for each request puts the message there.
  func send(_ message: OutgoingMessage, relatedTo request: RequestID?)
  /// Queues a message already written as one line, its end included.
  func send(line: [UInt8], relatedTo request: RequestID?)
  /// Writes what is queued, as far as the peer takes it, and closes. `.closed` still follows.
  func close()
}

extension Transport {
  /// Queues a message that belongs to no request of the peer.
  public func send(_ message: OutgoingMessage) { send(message, relatedTo: nil) }
  /// Queues a line that belongs to no request of the peer.
  public func send(line: [UInt8]) { send(line: line, relatedTo: nil) }
}

/// What comes out of a transport.
public enum TransportEvent: Sendable {
  /// A line, without its end.
  case line([UInt8])
  /// A line over the limit, thrown away; with its size and its first bytes.
  case oversized(bytes: Int, start: [UInt8])
  /// A call of ours that the transport could not carry, or whose answer was lost on the way; the others go on.
  case requestFailed(RequestID, TransportFailure)
  /// The input ended in order, and the output is still open: answers can go out until `close()`.
  case ended
  /// The end: nothing follows. `nil` is an orderly end of input, otherwise the reason.
  case closed(String?)
}

/// Bounds of a connection, each with its reason.
public struct TransportLimits: Sendable, Hashable {
  /// Bytes of one line: more is no message but a fault of the peer.
  public var maximumLineBytes = 32 << 20
  /// Bytes read at once: large enough to batch, small enough to share the loop fairly.
  public var readBytes = 64 << 10
  /// Unsent bytes from which on nothing more is read, so that a peer that does not read cannot make us grow.
  public var pauseReadingBytes = 1 << 20
  /// Unsent bytes at which the connection is given up.
  public var maximumQueuedBytes = 256 << 20
  /// How long requests still being served may take after the end of input, so that their answers reach a peer
  /// that has only closed its writing side.
  public var lingering = Duration.seconds(2)
  /// How long a peer may take no byte of a pending write before it counts as dead.
  public var writeStall = Duration.seconds(30)

  /// Makes the default limits.
  public init() {}
}
