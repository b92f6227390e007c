import Screen

/// A line (or, in raw JSON, lines) of text being edited; the cursor counts characters.
struct LineEditor: Equatable, Sendable {
  /// Characters accepted at most.
  static let limit = 65_536

  private(set) var characters: [Character]
  private(set) var cursor: Int

  init(_ text: String = "") {
    characters = Array(text.prefix(Self.limit))
    cursor = characters.count
  }

  var text: String { String(characters) }
  var isEmpty: Bool { characters.isEmpty }

  mutating func insert(_ text: String) {
    let added = Array(text.prefix(max(0, Self.limit - characters.count)))
    characters.insert(contentsOf: added, at: cursor)
    cursor += added.count
  }

  mutating func deleteBack() {
    guard cursor > 0 else { return }
    cursor -= 1
    characters.remove(at: cursor)
  }

  mutating func deleteForward() {
    guard cursor < characters.count else { return }
    characters.remove(at: cursor)
  }

  mutating func deleteWord() {
    while cursor > 0, characters[cursor - 1].isWhitespace { deleteBack() }
    while cursor > 0, !characters[cursor - 1].isWhitespace { deleteBack() }
  }

  mutating func deleteToStart() {
    let start = lineStart
    characters.removeSubrange(start..<cursor)
    cursor = start
  }

  mutating func move(by offset: Int) { cursor = min(max(cursor + offset, 0), characters.count) }
  mutating func moveToStart() { cursor = lineStart }

  mutating func moveToEnd() {
    while cursor < characters.count, characters[cursor] != "\n" { cursor += 1 }
  }

  /// Moves to the same column of the line above or below, where there is one.
  mutating func moveLine(by offset: Int) {
    let column = cursor - lineStart
    if offset < 0 {
      guard lineStart > 0 else { return }
      cursor = lineStart - 1
      moveToStart()
    } else {
      var end = cursor
      while end < characters.count, characters[end] != "\n" { end += 1 }
      guard end < characters.count else { return }
      cursor = end + 1
    }
    for _ in 0..<column where cursor < characters.count && characters[cursor] != "\n" {
      cursor += 1
    }
  }

  /// Line and column of the cursor, from 0.
  var place: (line: Int, column: Int) {
    let line = characters[..<cursor].count { $0 == "\n" }
    return (line, cursor - lineStart)
  }

  private var lineStart: Int {
    var start = cursor
    while start > 0, characters[start - 1] != "\n" { start -= 1 }
    return start
  }

  /// Applies an editing action; false when it is none.
  mutating func apply(_ action: Action) -> Bool {
    switch action {
    case .deleteBack: deleteBack()
    case .deleteForward: deleteForward()
    case .deleteWord: deleteWord()
    case .deleteToStart: deleteToStart()
    case .cursorLeft: move(by: -1)
    case .cursorRight: move(by: 1)
    case .cursorStart: moveToStart()
    case .cursorEnd: moveToEnd()
    default: return false
    }
    return true
  }

  /// Inserts what was typed or pasted; false for keys that are no text. A single line takes the
  /// lines of a paste with spaces between.
  mutating func type(_ key: Key, multiline: Bool = false) -> Bool {
    switch key {
    case .character(let character): insert(String(character))
    case .paste(let text): insert(multiline ? Self.cleanLines(text) : Self.cleanLine(text))
    default: return false
    }
    return true
  }

  private static func cleanLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).map { TextCleaner.line(String($0)) }
      .joined(separator: " ")
  }

  private static func cleanLines(_ text: String) -> String {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { TextCleaner.line(String($0)) }.joined(separator: "\n")
  }
}
