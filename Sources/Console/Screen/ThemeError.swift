/// Why a theme file cannot be used; the theme in use stays.
package struct ThemeError: Error, Hashable, Sendable {
  /// The theme's name or path, as the caller gave it.
  package let file: String
  /// Line from 1, when the place is known.
  package let line: Int?
  /// Column from 1, in bytes, when the place is known.
  package let column: Int?
  /// The key, such as `roles.text.fg`; empty for the whole file.
  package let key: String
  /// What is wrong and what would be right.
  package let message: String

  /// Makes an error; the place is given where it is known.
  package init(file: String, line: Int?, column: Int?, key: String, message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.key = key
    self.message = message
  }
}

extension ThemeError: CustomStringConvertible {
  /// `dusk:4:12: roles.text.fg: …`
  package var description: String {
    let place = [file, line.map(String.init), column.map(String.init)].compactMap(\.self)
    let subject = key.isEmpty ? "" : "\(key): "
    return "\(place.joined(separator: ":")): \(subject)\(message)"
  }
}
