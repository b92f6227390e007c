/// Gathers the head of an answer from its lines as libcurl hands them over, one by one with their ends.
///
/// Interim answers (1xx) before the real one are passed over, and so are trailer fields behind the body.
struct HTTPHeadReader {
  /// The status of the answer; 0 before its first line.
  private(set) var status = 0
  /// The fields of the answer so far.
  private(set) var fields = HTTPFields()
  /// Whether the empty line behind the fields has come.
  private(set) var isComplete = false
  /// Whether there was more than allowed.
  private(set) var isTooLarge = false

  private var remainingBytes: Int

  /// Makes a reader that takes `maximumBytes` of all heads and trailers together.
  init(maximumBytes: Int) { remainingBytes = maximumBytes }

  /// Takes the next line. False when it is over the limit.
  mutating func read(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    remainingBytes -= line.count
    if remainingBytes < 0 {
      isTooLarge = true
      return false
    }
    if isComplete { return true }
    let text = Self.trimmed(line[...], ends: true)
    if text.isEmpty {
      // 101 is final: nothing but the new protocol would follow it.
      isComplete = status >= 200 || status == 101
    } else if text.starts(with: "HTTP/".utf8) {
      fields = HTTPFields()
      status = Self.status(in: text)
    } else {
      add(text)
    }
    return true
  }

  private static func status(in line: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    let digits = line.drop { $0 != 0x20 }.drop { $0 == 0x20 }.prefix(3)
    return digits.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
  }

  private mutating func add(_ line: Slice<UnsafeBufferPointer<UInt8>>) {
    if line.first == 0x20 || line.first == 0x09, let last = fields.fields.indices.last {
      // A value on several lines, which nobody should send any more (RFC 9112 §5.2).
      fields.fields[last].value += " " + Self.text(Self.trimmed(line, ends: false))
      return
    }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
    let value = Self.trimmed(line[line.index(after: colon)...], ends: false)
    fields.append(Self.text(line[..<colon]), Self.text(value))
  }

  private static func text(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  /// Without the line end, or without the spaces and tabs around it.
  private static func trimmed(
    _ bytes: Slice<UnsafeBufferPointer<UInt8>>, ends: Bool
  ) -> Slice<UnsafeBufferPointer<UInt8>> {
    func isOut(_ byte: UInt8) -> Bool {
      ends ? byte == 0x0D || byte == 0x0A : byte == 0x20 || byte == 0x09
    }
    var rest = ends ? bytes : bytes.drop(while: isOut)
    while let last = rest.last, isOut(last) { rest = rest.dropLast() }
    return rest
  }
}
