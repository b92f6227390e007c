import Basics

/// Cuts a byte stream into lines, the same way however the bytes are chunked.
///
/// A line ends with `\n`; a `\r` before it is dropped, blank lines are skipped. A line longer than the limit
/// is thrown away as it arrives and reported once with its size.
public struct LineFramer: Sendable {
  /// What the framer found.
  public enum Event: Sendable, Hashable {
    /// A whole line, without its end.
    case line([UInt8])
    /// A line of `bytes` bytes, over the limit; its start is kept for diagnosis.
    case oversized(bytes: Int, start: [UInt8])
  }

  /// Bytes a line may have.
  public let maximumBytes: Int
  private var pending: [UInt8] = []
  /// The size of the last long line: the next one is likely to need as much room, and gets it at once.
  private var expectedBytes = 0
  /// Bytes of an over-long line thrown away so far; nil outside such a line.
  private var discarded: Int?

  /// Makes a framer for lines of at most `maximumBytes`.
  public init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

  /// Bytes of the unfinished line held back.
  public var pendingBytes: Int { pending.count }

  /// Takes the next bytes of the stream and hands on the lines they finish, in order.
  @inline(__always)
  public mutating func feed(
    _ bytes: UnsafeBufferPointer<UInt8>, _ handle: (Event) -> Void
  ) {
    var start = 0
    while start < bytes.count {
      let rest = UnsafeBufferPointer(rebasing: bytes[start...])
      guard let length = Self.lineLength(rest) else {
        hold(rest)
        return
      }
      finishLine(UnsafeBufferPointer(rebasing: rest[..<length]), handle)
      start += length + 1
    }
  }

  /// Takes the next bytes of the stream straight to where the unfinished line is kept: `read` fills the room it
  /// gets and says how many bytes it put there, 0 or less for none. Returns what `read` does.
  package mutating func extend(
    by room: Int, _ read: (UnsafeMutableRawBufferPointer) -> Int, handle: (Event) -> Void
  ) -> Int {
    let start = pending.count
    if pending.capacity - start < room {
      pending.reserveCapacity(max(expectedBytes, 2 * pending.capacity + room))
    }
    var count = 0
    pending.append(addingCapacity: room) { span in
      span.withUnsafeMutableBufferPointer { buffer, initialized in
        count = read(
          UnsafeMutableRawBufferPointer(
            UnsafeMutableBufferPointer(rebasing: buffer[initialized...])))
        initialized += max(0, count)
      }
    }
    guard count > 0 else { return count }
    let end = pending.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.flatMap { ByteScan.first(0x0A, $0, from: start, to: buffer.count) }
    }
    if discarded == nil, pending.count <= maximumBytes, let end {
      // The usual case: the line ends here, and little or nothing of the next one has come.
      let rest = Array(pending[(end + 1)...])
      pending.removeLast(pending.count - end)
      finishLine(UnsafeBufferPointer(start: nil, count: 0), handle)
      rest.withUnsafeBufferPointer { feed($0, handle) }
    } else if discarded != nil || pending.count > maximumBytes {
      let added = Array(pending[start...])
      pending.removeLast(added.count)
      added.withUnsafeBufferPointer { feed($0, handle) }
    }
    return count
  }

  /// Hands on an unterminated last line at the end of the stream.
  public mutating func finish(_ handle: (Event) -> Void) {
    guard discarded != nil || !pending.isEmpty else { return }
    finishLine(UnsafeBufferPointer(start: nil, count: 0), handle)
  }

  private mutating func hold(_ bytes: UnsafeBufferPointer<UInt8>) {
    if let count = discarded {
      discarded = count + bytes.count
      keepStart(bytes)
    } else if pending.count + bytes.count > maximumBytes {
      discarded = pending.count + bytes.count
      keepStart(bytes)
    } else {
      if pending.isEmpty, expectedBytes > bytes.count { pending.reserveCapacity(expectedBytes) }
      pending.append(contentsOf: bytes)
    }
  }

  private mutating func keepStart(_ bytes: UnsafeBufferPointer<UInt8>) {
    let room = max(0, Self.diagnosticBytes - pending.count)
    guard room > 0 || pending.count > Self.diagnosticBytes else { return }
    pending.append(contentsOf: bytes.prefix(room))
    pending.removeLast(max(0, pending.count - Self.diagnosticBytes))
    pending = Array(pending)  // gives the large buffer back
  }

  private mutating func finishLine(
    _ tail: UnsafeBufferPointer<UInt8>, _ handle: (Event) -> Void
  ) {
    if discarded == nil, pending.count + tail.count > maximumBytes { discarded = pending.count }
    if let count = discarded {
      keepStart(tail)
      let event = Event.oversized(bytes: count + tail.count, start: pending)
      discarded = nil
      pending = []
      return handle(event)
    }
    var line: [UInt8]
    if pending.isEmpty {
      line = Array(tail)
    } else {
      line = pending
      pending = []
      line.append(contentsOf: tail)
      expectedBytes = line.count > Self.longBytes ? line.count + line.count / 8 : 0
    }
    if line.last == 0x0D { line.removeLast() }
    if line.contains(where: { $0 != 0x20 && $0 != 0x09 }) { handle(.line(line)) }
  }

  private static let diagnosticBytes = 256
  /// From here on a line counts as long: below, growing by doubling costs next to nothing.
  private static let longBytes = 128 << 10

  @inline(__always)
  private static func lineLength(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    bytes.baseAddress.flatMap { ByteScan.first(0x0A, $0, from: 0, to: bytes.count) }
  }
}
