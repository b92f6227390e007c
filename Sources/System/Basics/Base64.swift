/// Base64 of RFC 4648, without Foundation: the standard alphabet with padding, and the one safe in URLs without.
public enum Base64 {
  /// The two alphabets.
  public enum Alphabet: Sendable, Hashable {
    /// `+` and `/`, padded with `=`.
    case standard
    /// `-` and `_`, not padded.
    case url
  }

  /// Writes bytes.
  public static func encode(_ bytes: some Collection<UInt8>, _ alphabet: Alphabet = .standard)
    -> String
  {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var bits: UInt32 = 0
    var held = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      held += 8
      while held >= 6 {
        held -= 6
        text.append(symbol(UInt8(bits >> UInt32(held) & 0x3F), alphabet))
      }
    }
    if held > 0 { text.append(symbol(UInt8(bits << UInt32(6 - held) & 0x3F), alphabet)) }
    if alphabet == .standard {
      while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads strictly: nil for a foreign character, wrong padding, or bits left over that are not zero.
  public static func decode(_ text: some StringProtocol, _ alphabet: Alphabet = .standard)
    -> [UInt8]?
  {
    var symbols = Array(text.utf8)
    if alphabet == .standard {
      guard symbols.count % 4 == 0 else { return nil }
      for _ in 0..<2 where symbols.last == UInt8(ascii: "=") { symbols.removeLast() }
    }
    guard symbols.count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(symbols.count * 3 / 4)
    var bits: UInt32 = 0
    var held = 0
    for symbol in symbols {
      guard let value = value(symbol, alphabet) else { return nil }
      bits = bits << 6 | UInt32(value)
      held += 6
      guard held >= 8 else { continue }
      held -= 8
      bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
      bits &= (1 << UInt32(held)) - 1
    }
    return bits == 0 ? bytes : nil
  }

  private static func symbol(_ value: UInt8, _ alphabet: Alphabet) -> UInt8 {
    switch value {
    case 0..<26: UInt8(ascii: "A") + value
    case 26..<52: UInt8(ascii: "a") + value - 26
    case 52..<62: UInt8(ascii: "0") + value - 52
    case 62: alphabet == .url ? UInt8(ascii: "-") : UInt8(ascii: "+")
    default: alphabet == .url ? UInt8(ascii: "_") : UInt8(ascii: "/")
    }
  }

  private static func value(_ symbol: UInt8, _ alphabet: Alphabet) -> UInt8? {
    switch symbol {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): symbol - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): symbol - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): symbol - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): alphabet == .standard ? 62 : nil
    case UInt8(ascii: "/"): alphabet == .standard ? 63 : nil
    case UInt8(ascii: "-"): alphabet == .url ? 62 : nil
    case UInt8(ascii: "_"): alphabet == .url ? 63 : nil
    default: nil
    }
  }
}
