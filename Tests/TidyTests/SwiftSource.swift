/// A Swift file as the rules read it: its text, and its code with comments and string contents
/// blanked out, so that a word in a message is not mistaken for a call.
struct SwiftSource: Sendable {
  /// Path from the top of the repository, `Sources/Protocol/JSON/JSONValue.swift`.
  let path: String
  let lines: [String]
  /// The same lines with comments and the insides of strings replaced by blanks; code inside `\( )` stays.
  let code: [String]

  init(path: String, text: String) {
    self.path = path
    lines = Self.split(Array(text.utf8))
    code = Self.split(Self.blanked(Array(text.utf8)))
  }

  /// The floor and the target, `("Protocol", "JSON")`; nil for files that belong to no target in a floor.
  var room: (floor: String, target: String)? {
    let parts = path.split(separator: "/")
    guard parts.count >= 4, parts[0] == "Sources" else { return nil }
    return (String(parts[1]), String(parts[2]))
  }

  /// The modules this file imports, each with its line (from 1).
  var imports: [(module: String, line: Int)] {
    code.enumerated().compactMap { index, line in
      Self.importedModule(line).map { ($0, index + 1) }
    }
  }

  /// The module that a line imports; nil when it is no import.
  static func importedModule(_ line: String) -> String? {
    guard line.contains("import ") else { return nil }
    var words = line.split(whereSeparator: { $0 == " " || $0 == ";" })[...]
    let access: Set<Substring> = ["public", "package", "internal", "private", "fileprivate"]
    while let word = words.first, word.hasPrefix("@") || access.contains(word) {
      words = words.dropFirst()
    }
    guard words.first == "import" else { return nil }
    words = words.dropFirst()
    let kinds: Set<Substring> = [
      "struct", "class", "enum", "protocol", "typealias", "func", "let", "var",
    ]
    if let kind = words.first, kinds.contains(kind) { words = words.dropFirst() }
    return words.first.map { String($0.prefix { $0 != "." }) }
  }

  private static func split(_ bytes: [UInt8]) -> [String] {
    bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }
}

extension SwiftSource {
  /// Where the blanking reader stands: in code (inside an interpolation when `depth` > 0) or in a string.
  private enum Frame {
    case code(depth: Int)
    case string(hashes: Int, multiline: Bool)
  }

  /// `bytes` with comments and the contents of string literals replaced by blanks, line breaks kept.
  static func blanked(_ bytes: [UInt8]) -> [UInt8] {
    var reader = Blanker(bytes)
    return reader.run()
  }

  private struct Blanker {
    let bytes: [UInt8]
    var output: [UInt8]
    var at = 0
    var frames: [Frame] = [.code(depth: 0)]

    init(_ bytes: [UInt8]) {
      self.bytes = bytes
      output = bytes
    }

    mutating func run() -> [UInt8] {
      while at < bytes.count {
        switch frames[frames.count - 1] {
        case .code(let depth): stepInCode(depth: depth)
        case .string(let hashes, let multiline): stepInString(hashes: hashes, multiline: multiline)
        }
      }
      return output
    }

    private func starts(with text: StaticString, at offset: Int) -> Bool {
      let count = text.utf8CodeUnitCount
      guard offset + count <= bytes.count else { return false }
      return (0..<count).allSatisfy { bytes[offset + $0] == text.utf8Start[$0] }
    }

    private func hashes(from offset: Int) -> Int {
      var end = offset
      while end < bytes.count, bytes[end] == UInt8(ascii: "#") { end += 1 }
      return end - offset
    }

    private mutating func blank(_ count: Int) {
      for offset in at..<min(at + count, bytes.count) where bytes[offset] != UInt8(ascii: "\n") {
        output[offset] = UInt8(ascii: " ")
      }
      at += count
    }

    private mutating func stepInCode(depth: Int) {
      if starts(with: "//", at: at) {
        while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { blank(1) }
        return
      }
      if starts(with: "/*", at: at) { return blankBlockComment() }
      let count = hashes(from: at)
      if starts(with: "\"", at: at + count) {
        let multiline = starts(with: "\"\"\"", at: at + count)
        at += count + (multiline ? 3 : 1)
        frames.append(.string(hashes: count, multiline: multiline))
        return
      }
      if depth > 0 {
        if bytes[at] == UInt8(ascii: "(") { frames[frames.count - 1] = .code(depth: depth + 1) }
        if bytes[at] == UInt8(ascii: ")") {
          frames[frames.count - 1] = .code(depth: depth - 1)
          if depth == 1 { frames.removeLast() }
        }
      }
      at += max(count, 1)
    }

    private mutating func blankBlockComment() {
      var depth = 0
      repeat {
        if starts(with: "/*", at: at) {
          depth += 1
          blank(2)
        } else if starts(with: "*/", at: at) {
          depth -= 1
          blank(2)
        } else {
          blank(1)
        }
      } while depth > 0 && at < bytes.count
    }

    private mutating func stepInString(hashes count: Int, multiline: Bool) {
      if bytes[at] == UInt8(ascii: "\\"), hashes(from: at + 1) >= count {
        if starts(with: "(", at: at + 1 + count) {
          at += 2 + count
          frames.append(.code(depth: 1))
        } else {
          blank(2 + count)
        }
        return
      }
      let ends = multiline ? starts(with: "\"\"\"", at: at) : starts(with: "\"", at: at)
      let quotes = multiline ? 3 : 1
      if ends, hashes(from: at + quotes) >= count {
        at += quotes + count
        frames.removeLast()
      } else if !multiline, bytes[at] == UInt8(ascii: "\n") {
        frames.removeLast()  // an unterminated string, or a quote inside a regular expression
      } else {
        blank(1)
      }
    }
  }
}
