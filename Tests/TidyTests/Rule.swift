import Testing

/// Something no Swift file may hold, with samples that prove that the rule fires and holds its fire.
struct Rule: Sendable, CustomTestStringConvertible {
  let name: String
  /// Which files it looks at, by path.
  let applies: @Sendable (String) -> Bool
  /// The lines (from 1) that break it.
  let broken: @Sendable (SwiftSource) -> [Int]
  let bad: [String]
  let good: [String]

  var testDescription: String { name }

  /// A rule against words in the code, comments and strings not counted.
  init(
    _ name: String, words: [String],
    in applies: @escaping @Sendable (String) -> Bool = { _ in true },
    good: [String] = []
  ) {
    self.name = name
    self.applies = applies
    broken = { file in
      file.code.enumerated().filter { _, line in words.contains { Self.holds(line, word: $0) } }
        .map { $0.offset + 1 }
    }
    bad = words.map { "  let x = \($0)" }
    self.good = good + words.map { "  // \($0)" } + words.map { "  let x = \"\($0)\"" }
  }

  /// A rule against words anywhere in the text, comments and strings included.
  init(
    _ name: String, text words: [String],
    in applies: @escaping @Sendable (String) -> Bool = { _ in true }
  ) {
    self.name = name
    self.applies = applies
    broken = { file in
      file.lines.enumerated().filter { _, line in words.contains { line.contains($0) } }
        .map { $0.offset + 1 }
    }
    bad = words.map { "// \($0) later" }
    good = ["let plain = 1"]
  }

  /// A rule with its own way of looking.
  init(
    _ name: String, in applies: @escaping @Sendable (String) -> Bool = { _ in true },
    bad: [String], good: [String], broken: @escaping @Sendable (SwiftSource) -> [Int]
  ) {
    self.name = name
    self.applies = applies
    self.broken = broken
    self.bad = bad
    self.good = good
  }

  /// Whether `word` stands in `line` as a word of its own: no letter, digit, `_` or `.` before it,
  /// and not as the name in a declaration.
  static func holds(_ line: String, word: String) -> Bool {
    line.contains(word)
      && line.ranges(of: word).contains { range in
        let before = line[..<range.lowerBound]
        if let last = before.last, last.isLetter || last.isNumber || last == "_" || last == "." {
          return false
        }
        return !before.hasSuffix("func ")
      }
  }
}
