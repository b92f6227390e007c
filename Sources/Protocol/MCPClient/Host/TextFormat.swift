/// The formats that texts of a form may have (mcp-protocol §7.10), checked by their outer shape: the server decides
/// what is really valid.
enum TextFormat {
  /// The formats, in words for a person.
  static let words = [
    "email": "an e-mail address", "uri": "an address with a scheme",
    "date": "a date like 2026-07-28",
    "date-time": "a date and time like 2026-07-28T09:30:00Z",
  ]

  /// Whether a text has the format; unknown formats ask for nothing.
  static func matches(_ text: String, _ format: String) -> Bool {
    let bytes = Array(text.utf8)
    switch format {
    case "email": return isEmail(bytes)
    case "uri": return isURI(bytes)
    case "date": return isDate(bytes[...])
    case "date-time": return isDateTime(bytes)
    default: return true
    }
  }

  private static func isEmail(_ bytes: [UInt8]) -> Bool {
    guard let at = bytes.lastIndex(of: UInt8(ascii: "@")), at > 0, at < bytes.count - 1 else {
      return false
    }
    let domain = bytes[(at + 1)...]
    return bytes.allSatisfy { $0 > 0x20 && $0 != 0x7F }
      && !domain.contains(UInt8(ascii: "@")) && domain.first != UInt8(ascii: ".")
      && domain.last != UInt8(ascii: ".")
  }

  /// RFC 3986: a scheme, a colon, and no white space or control characters.
  private static func isURI(_ bytes: [UInt8]) -> Bool {
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), let first = bytes.first,
      isLetter(first)
    else { return false }
    let scheme = bytes[..<colon].allSatisfy {
      isLetter($0) || isDigit($0) || "+-.".utf8.contains($0)
    }
    return scheme && bytes.count > colon + 1 && bytes.allSatisfy { $0 > 0x20 && $0 != 0x7F }
  }

  /// RFC 3339 `full-date`, with as many days as the month has.
  private static func isDate(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count == 10 else { return false }
    let text = Array(bytes)
    guard text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
      let year = number(text[0..<4]), let month = number(text[5..<7]),
      let day = number(text[8..<10]), (1...12).contains(month)
    else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return day >= 1 && day <= days[month - 1]
  }

  /// RFC 3339 `date-time`; the offset is required.
  private static func isDateTime(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 20, isDate(bytes[..<10]), bytes[10] | 0x20 == UInt8(ascii: "t"),
      isClock(bytes[11..<19], seconds: true)
    else { return false }
    var rest = bytes[19...]
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst().prefix(while: isDigit)
      guard !digits.isEmpty else { return false }
      rest = rest.dropFirst(1 + digits.count)
    }
    guard let sign = rest.first else { return false }
    if sign | 0x20 == UInt8(ascii: "z") { return rest.count == 1 }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return false }
    return isClock(rest.dropFirst(), seconds: false)
  }

  /// `hh:mm` or `hh:mm:ss`, a leap second included.
  private static func isClock(_ bytes: ArraySlice<UInt8>, seconds: Bool) -> Bool {
    let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == (seconds ? 3 : 2), parts.allSatisfy({ $0.count == 2 }) else {
      return false
    }
    let numbers = parts.compactMap { number($0) }
    guard numbers.count == parts.count else { return false }
    return numbers[0] < 24 && numbers[1] < 60 && (!seconds || numbers[2] <= 60)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard digits.allSatisfy(isDigit) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
  private static func isLetter(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
  }
}
