/// A key in a theme file.
struct ThemePlace: Hashable, Sendable {
  let file: String
  let line: Int?
  let column: Int?
  let key: String

  func error(_ message: String) -> ThemeError {
    ThemeError(file: file, line: line, column: column, key: key, message: message)
  }
}
