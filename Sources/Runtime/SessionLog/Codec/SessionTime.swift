/// Seconds since the start of the session, as written in a file: `1.913004`.
enum SessionTime {
  /// Appends whole seconds, a point and six digits; finer parts are cut off.
  static func append(_ time: Duration, to output: inout [UInt8]) {
    let (seconds, attoseconds) = time.components
    if seconds < 0 || attoseconds < 0 { output.append(UInt8(ascii: "-")) }
    output.append(contentsOf: String(seconds.magnitude).utf8)
    output.append(UInt8(ascii: "."))
    let micros = String(attoseconds.magnitude / 1_000_000_000_000)
    output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 6 - micros.utf8.count))
    output.append(contentsOf: micros.utf8)
  }

  /// Reads a number of seconds; nil for anything else, and for more than a million years.
  static func parse(_ bytes: [UInt8], _ range: Range<Int>) -> Duration? {
    var index = range.lowerBound
    var seconds: Int64 = 0
    while index < range.upperBound, let digit = digit(bytes[index]) {
      guard seconds < 1_000_000_000_000_000 else { return nil }
      seconds = seconds * 10 + digit
      index += 1
    }
    guard index > range.lowerBound else { return spelledOtherwise(bytes, range) }
    if index == range.upperBound { return .seconds(seconds) }
    guard bytes[index] == UInt8(ascii: ".") else { return spelledOtherwise(bytes, range) }
    index += 1
    var attoseconds: Int64 = 0
    var unit: Int64 = 100_000_000_000_000_000
    while index < range.upperBound, let digit = digit(bytes[index]) {
      attoseconds += digit * unit
      unit /= 10
      index += 1
    }
    guard index == range.upperBound else { return spelledOtherwise(bytes, range) }
    return Duration(secondsComponent: seconds, attosecondsComponent: attoseconds)
  }

  /// Negative numbers and exponents, which other programs may write.
  private static func spelledOtherwise(_ bytes: [UInt8], _ range: Range<Int>) -> Duration? {
    let text = String(decoding: bytes[range], as: UTF8.self)
    guard let value = Double(text), value.magnitude < 1e12 else { return nil }
    return .microseconds(Int64((value * 1e6).rounded()))
  }

  private static func digit(_ byte: UInt8) -> Int64? {
    (0x30...0x39).contains(byte) ? Int64(byte) - 0x30 : nil
  }
}
