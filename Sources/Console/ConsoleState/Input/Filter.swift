import SessionLog

/// What `&` lets through: terms that must all hold.
///
/// A term is a word, `"quoted text"`, or `key:value,value`; `!` in front negates it. Words match
/// any part of the text, without regard to case unless they hold a capital.
struct Filter: Equatable, Sendable {
  /// What a term with a colon looks at.
  enum Key: String, Equatable, Sendable, CaseIterable {
    case server, tool, status, level, dir, kind, origin, method, id
  }

  struct Term: Equatable, Sendable {
    var isNegated = false
    var key: Key?
    /// Any of these; one for a plain word.
    var needles: [Needle]
  }

  /// The text as it was typed.
  let text: String
  let terms: [Term]

  init() {
    text = ""
    terms = []
  }

  /// Reads a filter. A word before a colon that is no key is searched for as it stands.
  init(_ text: String) {
    self.text = text.trimmed
    terms = Self.words(text).compactMap(Self.term)
  }

  var isEmpty: Bool { terms.isEmpty }

  /// Whether some term looks at `key`.
  func mentions(_ key: Key) -> Bool { terms.contains { $0.key == key } }

  /// Whether every term holds for a text and the values its keys have (nil: has none).
  func matches(_ text: String, value: (Key) -> String?) -> Bool {
    terms.allSatisfy { term in
      let holds: Bool
      if let key = term.key {
        let found = value(key)
        holds = term.needles.contains { needle in found.map(needle.isFound) ?? false }
      } else {
        holds = term.needles.contains { $0.isFound(in: text) }
      }
      return holds != term.isNegated
    }
  }

  /// Splits at spaces outside quotes.
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    var isQuoted = false
    for character in text {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == " ", !isQuoted {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  private static func term(_ word: String) -> Term? {
    var rest = Substring(word)
    var isNegated = false
    if rest.hasPrefix("!") {
      isNegated = true
      rest = rest.dropFirst()
    }
    guard !rest.isEmpty else { return nil }
    if let colon = rest.firstIndex(of: ":"), let key = Key(rawValue: String(rest[..<colon])) {
      let values = rest[rest.index(after: colon)...].split(separator: ",")
      guard !values.isEmpty else { return nil }
      return Term(isNegated: isNegated, key: key, needles: values.map { Needle(String($0)) })
    }
    return Term(isNegated: isNegated, key: nil, needles: [Needle(String(rest))])
  }
}

/// A piece of text to look for: smart case, by bytes, so that thousands of lines cost little.
struct Needle: Equatable, Sendable {
  let text: String
  private let bytes: [UInt8]
  private let isExact: Bool

  init(_ text: String) {
    self.text = text
    isExact = text.contains(where: \.isUppercase)
    bytes = Array((isExact ? text : text.lowercased()).utf8)
  }

  var isEmpty: Bool { bytes.isEmpty }

  func isFound(in text: String) -> Bool {
    bytes.isEmpty || firstMatch(in: Array(text.utf8), from: 0) != nil
  }

  /// Where the text occurs, as ranges of characters, without overlaps; at most `limit`.
  func ranges(in text: String, limit: Int = 64) -> [Range<Int>] {
    guard !bytes.isEmpty else { return [] }
    let hay = Array(text.utf8)
    var ranges: [Range<Int>] = []
    var from = 0
    while ranges.count < limit, let start = firstMatch(in: hay, from: from) {
      let lower = String(decoding: hay[..<start], as: UTF8.self).count
      let upper = String(decoding: hay[..<(start + bytes.count)], as: UTF8.self).count
      ranges.append(lower..<upper)
      from = start + bytes.count
    }
    return ranges
  }

  private func firstMatch(in hay: [UInt8], from start: Int) -> Int? {
    let first = bytes[0]
    var index = start
    let last = hay.count - bytes.count
    while index <= last {
      if folded(hay[index]) == first, matches(hay, at: index) { return index }
      index += 1
    }
    return nil
  }

  private func matches(_ hay: [UInt8], at index: Int) -> Bool {
    for offset in 1..<max(bytes.count, 1) where folded(hay[index + offset]) != bytes[offset] {
      return false
    }
    return true
  }

  private func folded(_ byte: UInt8) -> UInt8 {
    !isExact && byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
  }
}

extension String {
  /// This text without spaces at its ends.
  var trimmed: String { String(Substring(self).trimming { $0 == " " || $0 == "\t" }) }
}
