extension Canvas {
  /// The rows as text, joined by line feeds, without blanks at their ends.
  package var text: String {
    (0..<size.rows).map { y in
      Canvas.trimmed(row(y).map(\.text).joined(), of: " ")
    }.joined(separator: "\n")
  }

  /// The styles as text for golden files: a letter for each cell, `.` for plain text (left out at
  /// the ends of rows), then a line for each letter with its role and attributes.
  ///
  /// ```
  /// ..aaaa
  /// bb
  ///
  /// a = state.ready
  /// b = title bold
  /// ```
  package var styleLayer: String {
    var legend: [(style: Style, letter: Character)] = []
    let rows = (0..<size.rows).map { y in
      let letters = row(y).map { cell -> Character in
        let style = Style(role: cell.role, emphasis: cell.emphasis)
        if style == .plain { return "." }
        if let known = legend.first(where: { $0.style == style }) { return known.letter }
        legend.append((style, Canvas.letter(legend.count)))
        return Canvas.letter(legend.count - 1)
      }
      return String(Canvas.trimmed(String(letters), of: "."))
    }
    let lines = legend.map { "\($0.letter) = \($0.style.words)" }
    return (rows + (lines.isEmpty ? [] : [""]) + lines).joined(separator: "\n")
  }

  /// What distinguishes the look of two cells.
  private struct Style: Equatable {
    let role: Role
    let emphasis: Emphasis

    static let plain = Style(role: .text, emphasis: [])

    var words: String {
      let flags = Emphasis.names.filter { emphasis.contains($0.flag) }
      return ([role.rawValue] + flags.map(\.name)).joined(separator: " ")
    }
  }

  private static let letters = Array(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")

  /// A letter for the style with this number; accented ones when the plain ones are used up.
  private static func letter(_ number: Int) -> Character {
    if number < letters.count { return letters[number] }
    return Unicode.Scalar(UInt32(0x100 + number - letters.count)).map { Character($0) } ?? "?"
  }

  private static func trimmed(_ line: String, of character: Character) -> Substring {
    let end = line.lastIndex { $0 != character }
    return end.map { line[...$0] } ?? ""
  }
}
