import JSON

extension LogLevel {
  /// The level a line of stderr claims: from JSON keys (`level severity lvl`), or from one of its
  /// first words.
  static func read(from line: String) -> LogLevel {
    if line.utf8.first == UInt8(ascii: "{") { return readJSON(line) }
    return readPrefix(line)
  }

  /// Reads the word of a level in any of its spellings, or the number pino and bunyan write.
  init(word: String) {
    switch word.lowercased() {
    case "trace", "verbose", "10": self = .trace
    case "debug", "dbg", "20": self = .debug
    case "info", "information", "inf", "30": self = .info
    case "notice": self = .notice
    case "warn", "warning", "wrn", "40": self = .warn
    case "error", "err", "50": self = .error
    case "critical", "crit", "fatal", "panic", "alert", "emergency", "emerg", "60": self = .critical
    default: self = .unknown
    }
  }

  private static func readJSON(_ line: String) -> LogLevel {
    guard line.utf8.count <= 16_384 else { return .unknown }
    let bytes = Array(line.utf8)
    for name in ["level", "severity", "lvl"] {
      switch JSONPeek.member([name], in: bytes, range: 0..<bytes.count) {
      case .string(let word)?: return LogLevel(word: word)
      case .number(let number)?: return LogLevel(word: number.literal)
      default: continue
      }
    }
    return .unknown
  }

  /// `ERROR: x`, `[warn] x`, `2026-11-21 10:00:01 INFO x`, `level=debug x`: a level's word among
  /// the first five, in capitals, in brackets, before a colon or after `level=`. A plain lower-case
  /// word is prose.
  private static func readPrefix(_ line: String) -> LogLevel {
    let words = line.utf8.prefix(160).split(separator: UInt8(ascii: " "), maxSplits: 5)
    for word in words.prefix(5) {
      guard word.count <= 20 else { continue }
      var text = Substring(String(decoding: word, as: UTF8.self))
      if let equals = text.firstIndex(of: "="), text[..<equals].hasSuffix("level") {
        return LogLevel(word: String(text[text.index(after: equals)...].filter { $0 != "\"" }))
      }
      let isMarked = text.hasSuffix(":") || text.hasPrefix("[") || text.hasPrefix("<")
      text = text.trimming { !$0.isLetter }
      let isCapital = text == text.uppercased()
      guard isMarked || isCapital, text.utf8.count >= 3 else { continue }
      let level = LogLevel(word: String(text))
      if level != .unknown { return level }
    }
    return .unknown
  }
}

extension Substring {
  /// This text without the leading and trailing characters that satisfy `isNoise`.
  func trimming(_ isNoise: (Character) -> Bool) -> Substring {
    var part = self
    while let first = part.first, isNoise(first) { part.removeFirst() }
    while let last = part.last, isNoise(last) { part.removeLast() }
    return part
  }
}
