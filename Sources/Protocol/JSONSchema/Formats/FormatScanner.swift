/// Steps over text in a known format; every function answers whether it found what it looked for.
struct FormatScanner {
  /// What has not been stepped over yet.
  var rest: ArraySlice<UInt8>

  init(_ text: String) { rest = Array(text.utf8)[...] }

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// Whether nothing is left.
  var isAtEnd: Bool { rest.isEmpty }

  /// Steps over one character, in either case when it is a letter.
  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    let wanted = UInt8(ascii: character)
    guard let first = rest.first else { return false }
    let isSame = first == wanted || (Self.isLetter(wanted) && first ^ wanted == 0x20)
    if isSame { rest.removeFirst() }
    return isSame
  }

  /// Steps over all bytes that belong to a set, at most `limit`; returns how many there were.
  mutating func skip(while belongs: (UInt8) -> Bool, limit: Int = .max) -> Int {
    let found = rest.prefix(while: belongs).prefix(limit)
    rest = rest[found.endIndex...]
    return found.count
  }

  /// Steps over exactly `count` decimal digits; nil, with some of them gone, when there are fewer.
  mutating func skipDigits(_ count: Int) -> Int? {
    let start = rest
    guard skip(while: Self.isDigit, limit: count) == count else { return nil }
    return start.prefix(count).reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  static func isHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x61...0x66).contains(byte | 0x20)
  }

  /// Whether `byte` is one of the ASCII characters of `characters`.
  static func isOne(_ byte: UInt8, of characters: StaticString) -> Bool {
    characters.withUTF8Buffer { $0.contains(byte) }
  }
}

// Dates and times (RFC 3339, section 5.6).
extension FormatScanner {
  mutating func skipDateTime() -> Bool { skipDate() && skip("T") && skipTime() }

  mutating func skipDate() -> Bool {
    guard let year = skipDigits(4), skip("-"), let month = skipDigits(2), skip("-"),
      let day = skipDigits(2), (1...12).contains(month)
    else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1...days[month - 1]).contains(day)
  }

  mutating func skipTime() -> Bool {
    guard let hour = skipDigits(2), skip(":"), let minute = skipDigits(2), skip(":"),
      let second = skipDigits(2), hour < 24, minute < 60, second <= 60
    else { return false }
    if skip("."), skip(while: Self.isDigit) == 0 { return false }
    var offset = 0
    if !skip("Z") {
      let isWest = skip("-")
      guard isWest || skip("+"), let hours = skipDigits(2), skip(":"),
        let minutes = skipDigits(2), hours < 24, minutes < 60
      else { return false }
      offset = (isWest ? -1 : 1) * (hours * 60 + minutes)
    }
    // A leap second is the last of a day in UTC.
    let utc = (hour * 60 + minute - offset + 2880) % 1440
    return second < 60 || utc == 23 * 60 + 59
  }
}

// Identifiers and addresses.
extension FormatScanner {
  /// RFC 9562, section 4.
  mutating func skipUUID() -> Bool {
    for (index, length) in [8, 4, 4, 4, 12].enumerated() {
      if index > 0, !skip("-") { return false }
      if skip(while: Self.isHexadecimal, limit: length) != length { return false }
    }
    return true
  }

  /// RFC 2673, section 3.2; a leading zero is refused because some read it as octal.
  mutating func skipIPv4() -> Bool {
    for index in 0..<4 {
      if index > 0, !skip(".") { return false }
      let start = rest
      let count = skip(while: Self.isDigit, limit: 3)
      let value = start.prefix(count).reduce(0) { $0 * 10 + Int($1 - 0x30) }
      if count == 0 || value > 255 || (count > 1 && start.first == 0x30) { return false }
    }
    return true
  }

  /// RFC 4291, section 2.2.
  mutating func skipIPv6() -> Bool {
    var groups = 0
    var isShortened = false
    if rest.starts(with: "::".utf8) {
      rest.removeFirst(2)
      isShortened = true
      if !startsGroup { return true }
    }
    while true {
      var address = self
      if groups <= 6, address.skipIPv4(), !address.startsGroup {
        self = address
        groups += 2
        break
      }
      guard skip(while: Self.isHexadecimal, limit: 4) > 0 else { return false }
      groups += 1
      if rest.starts(with: "::".utf8) {
        if isShortened { return false }
        isShortened = true
        rest.removeFirst(2)
        if !startsGroup { break }
      } else if !skip(":") {
        break
      }
      if groups > 8 { return false }
    }
    return isShortened ? groups <= 7 : groups == 8
  }

  private var startsGroup: Bool { rest.first.map(Self.isHexadecimal) ?? false }

  /// RFC 5321, section 4.1.2 (`Mailbox`).
  mutating func skipEmail() -> Bool {
    guard rest.count <= 320, skipLocalPart(), skip("@") else { return false }
    guard skip("[") else { return skipDomain() }
    let isIPv6 = rest.starts(with: "IPv6:".utf8)
    if isIPv6 { rest.removeFirst(5) }
    return (isIPv6 ? skipIPv6() : skipIPv4()) && skip("]")
  }

  private mutating func skipLocalPart() -> Bool {
    guard skip("\"") else { return skipAtoms() }
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""): return true
      case UInt8(ascii: "\\"):
        guard let next = rest.popFirst(), (0x20...0x7E).contains(next) else { return false }
      case 0x20...0x7E: break
      default: return false
      }
    }
    return false
  }

  private mutating func skipAtoms() -> Bool {
    repeat {
      let count = skip { byte in
        Self.isLetter(byte) || Self.isDigit(byte) || Self.isOne(byte, of: "!#$%&'*+-/=?^_`{|}~")
      }
      if count == 0 { return false }
    } while skip(".")
    return true
  }

  private mutating func skipDomain() -> Bool {
    repeat {
      let start = rest
      let count = skip { Self.isLetter($0) || Self.isDigit($0) || $0 == UInt8(ascii: "-") }
      let label = start.prefix(count)
      if count == 0 || count > 63 || label.first == UInt8(ascii: "-")
        || label.last == UInt8(ascii: "-")
      {
        return false
      }
    } while skip(".")
    return true
  }
}
