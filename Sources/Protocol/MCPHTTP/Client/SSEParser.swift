/// Reads an event stream (`text/event-stream`, HTML Living Standard §9.2.6), the same way however it is chunked.
///
/// An event without data is no message, but its id counts. What stands behind the last empty line when the stream
/// ends is no event. An event over the limit is thrown away as it arrives and reported once with its size.
public struct SSEParser: Sendable {
  /// What the parser found.
  public enum Event: Sendable, Hashable {
    /// An event with data: its lines joined by `\n`. `name` is `message` unless the stream says otherwise.
    case message(name: String, data: [UInt8])
    /// How long to wait before connecting again, in milliseconds.
    case retry(Int)
    /// An event whose data has `bytes` bytes, over the limit; with its first bytes.
    case oversized(bytes: Int, start: [UInt8])
  }

  /// Bytes of data an event may have, and bytes a line may have.
  public let maximumEventBytes: Int
  /// The id of the last complete event that had one or followed one; nil when there was none, or an empty one.
  public private(set) var lastEventID: String?

  private var pending: [UInt8] = []
  /// Bytes of an over-long line so far; nil outside such a line.
  private var discarded: Int?
  private var isFirstLine = true
  /// The last byte was a CR, so that a LF now belongs to the same line end.
  private var endedWithReturn = false

  private var name = ""
  private var identifier: String?
  private var data: [UInt8] = []
  private var hasData = false
  /// Bytes of data of an event over the limit; nil while it is within.
  private var overflow: Int?

  /// Makes a parser at the start of a stream.
  public init(maximumEventBytes: Int) { self.maximumEventBytes = maximumEventBytes }

  /// Takes the next bytes of the stream and hands on what they complete, in order.
  public mutating func feed(_ bytes: [UInt8], _ handle: (Event) -> Void) {
    bytes.withUnsafeBufferPointer { feed($0, handle) }
  }

  /// Takes the next bytes of the stream and hands on what they complete, in order.
  public mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>, _ handle: (Event) -> Void) {
    var start = 0
    while start < bytes.count {
      if endedWithReturn {
        endedWithReturn = false
        if bytes[start] == Self.lineFeed {
          start += 1
          continue
        }
      }
      let rest = UnsafeBufferPointer(rebasing: bytes[start...])
      guard let length = Self.lineLength(rest) else { return hold(rest) }
      endedWithReturn = rest[length] == Self.carriageReturn
      finishLine(UnsafeBufferPointer(rebasing: rest[..<length]), handle)
      start += length + 1
    }
  }

  // MARK: Lines

  private mutating func hold(_ bytes: UnsafeBufferPointer<UInt8>) {
    if let count = discarded {
      discarded = count + bytes.count
    } else if pending.count + bytes.count > maximumLineBytes {
      discarded = pending.count + bytes.count
      pending = Array((pending + bytes.prefix(Self.diagnosticBytes)).prefix(Self.diagnosticBytes))
    } else {
      pending.append(contentsOf: bytes)
    }
  }

  private mutating func finishLine(
    _ tail: UnsafeBufferPointer<UInt8>, _ handle: (Event) -> Void
  ) {
    if let count = discarded {
      discarded = nil
      takeOverlong(start: pending, bytes: count + tail.count)
      pending = []
    } else if pending.isEmpty {
      takeLine(tail, handle)
    } else {
      var line = pending
      pending = []
      line.append(contentsOf: tail)
      line.withUnsafeBufferPointer { takeLine($0, handle) }
    }
    isFirstLine = false
  }

  private mutating func takeLine(
    _ line: UnsafeBufferPointer<UInt8>, _ handle: (Event) -> Void
  ) {
    var line = line
    if isFirstLine, line.starts(with: Self.byteOrderMark) {
      line = UnsafeBufferPointer(rebasing: line[Self.byteOrderMark.count...])
    }
    if line.isEmpty { return dispatch(handle) }
    let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.count
    var start = min(colon + 1, line.count)
    if start < line.count, line[start] == 0x20 { start += 1 }
    let value = UnsafeBufferPointer(rebasing: line[start...])
    switch colon {
    case 2 where line.starts(with: "id".utf8):
      if !value.contains(0) { identifier = String(decoding: value, as: UTF8.self) }
    case 4 where line.starts(with: "data".utf8): take(data: value)
    case 5 where line.starts(with: "event".utf8): name = String(decoding: value, as: UTF8.self)
    case 5 where line.starts(with: "retry".utf8):
      if let milliseconds = Self.number(value) { handle(.retry(milliseconds)) }
    default: break  // a comment, or a field nobody knows
    }
  }

  /// A line that was too long to keep matters only when it is data.
  private mutating func takeOverlong(start: [UInt8], bytes: Int) {
    var start = start[...]
    if isFirstLine, start.starts(with: Self.byteOrderMark) {
      start = start.dropFirst(Self.byteOrderMark.count)
    }
    guard start.starts(with: "data:".utf8) else { return }
    let fieldName = start.starts(with: "data: ".utf8) ? 6 : 5
    overflow = (overflow ?? data.count) + (hasData ? 1 : 0) + bytes - fieldName
    if !hasData { data = Array(start.dropFirst(fieldName)) }
    hasData = true
  }

  private mutating func take(data value: UnsafeBufferPointer<UInt8>) {
    if let count = overflow {
      overflow = count + value.count + 1
      return
    }
    let separator = hasData ? 1 : 0
    guard data.count + separator + value.count <= maximumEventBytes else {
      overflow = data.count + separator + value.count
      if !hasData { data = Array(value.prefix(Self.diagnosticBytes)) }
      hasData = true
      return
    }
    if hasData { data.append(Self.lineFeed) }
    data.append(contentsOf: value)
    hasData = true
  }

  private mutating func dispatch(_ handle: (Event) -> Void) {
    if let identifier { lastEventID = identifier.isEmpty ? nil : identifier }
    let event: Event? =
      if let overflow {
        .oversized(bytes: overflow, start: Array(data.prefix(Self.diagnosticBytes)))
      } else if !data.isEmpty {
        .message(name: name.isEmpty ? "message" : name, data: data)
      } else {
        nil
      }
    data = []
    hasData = false
    overflow = nil
    name = ""
    if let event { handle(event) }
  }

  // MARK: Bytes

  private static let lineFeed: UInt8 = 0x0A
  private static let carriageReturn: UInt8 = 0x0D
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
  private static let diagnosticBytes = 256

  /// A line of data may be as long as an event, and its name comes on top.
  private var maximumLineBytes: Int { maximumEventBytes + 16 }

  private static func number(_ digits: UnsafeBufferPointer<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(String(decoding: digits, as: UTF8.self))
  }

  /// Bytes before the first CR or LF; nil when there is none.
  private static func lineLength(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    let raw = UnsafeRawPointer(base)
    let ones: UInt64 = 0x0101_0101_0101_0101
    var index = 0
    while index + 8 <= bytes.count {
      let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      let feed = word ^ (ones &* UInt64(lineFeed))
      let carriage = word ^ (ones &* UInt64(carriageReturn))
      let hits = ((feed &- ones) & ~feed) | ((carriage &- ones) & ~carriage)
      if hits & (ones << 7) != 0 { break }
      index += 8
    }
    while index < bytes.count {
      if base[index] == lineFeed || base[index] == carriageReturn { return index }
      index += 1
    }
    return nil
  }
}
