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
    }
    if line.last == 0x0D { line.removeLast() }
    if line.contains(where: { $0 != 0x20 && $0 != 0x09 }) { handle(.line(line)) }
  }

  private static let diagnosticBytes = 256

  @inline(__always)
  private static func lineLength(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    let raw = UnsafeRawPointer(base)
    let ones: UInt64 = 0x0101_0101_0101_0101
    var index = 0
    while index + 8 <= bytes.count {
      let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ (ones &* 0x0A)
      if (word &- ones) & ~word & (ones << 7) != 0 { break }
      index += 8
    }
    while index < bytes.count {
      if base[index] == 0x0A { return index }
      index += 1
    }
    return nil
  }
}
