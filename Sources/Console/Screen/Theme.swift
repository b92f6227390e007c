/// How every role is drawn.
package struct Theme: Equatable, Sendable {
  /// What a theme says about the background it was made for.
  package enum Background: String, Sendable { case dark, light }

  /// The theme's name.
  package let name: String
  /// The background the theme was made for, when it says so.
  package let background: Background?
  /// What was odd but harmless in its file, one sentence each with file, line and key.
  package let warnings: [String]
  /// By role; complete.
  private let styles: [Role: Style]

  /// Makes a theme; roles without a style look like `text`.
  init(name: String, background: Background?, warnings: [String] = [], styles: [Role: Style]) {
    self.name = name
    self.background = background
    self.warnings = warnings
    let text = styles[.text] ?? Style()
    self.styles = Dictionary(
      uniqueKeysWithValues: Role.allCases.map { role in
        var style = styles[role] ?? text
        if style.fg == nil {
          (style.fg, style.fg256, style.fg16) = (text.fg, text.fg256, text.fg16)
        }
        if style.bg == nil {
          (style.bg, style.bg256, style.bg16) = (text.bg, text.bg256, text.bg16)
        }
        return (role, style)
      })
  }

  /// The style of a role, in the deepest colours the theme has.
  package subscript(role: Role) -> Style { styles[role] ?? Style() }

  /// The style of a role with attributes laid over it, in the colours a terminal of `depth` has.
  package func style(_ role: Role, _ emphasis: Emphasis = [], depth: ColorDepth) -> Style {
    var style = self[role].mapped(to: depth)
    style.attributes.formUnion(emphasis)
    return style
  }

  /// Reads a theme file: JSON, with comments and trailing commas allowed.
  ///
  /// ```json
  /// { "name": "dusk", "version": 1, "extends": "dark", "background": "dark",
  ///   "roles": { "text": {"fg": "default"}, "title": {"fg": "#9aa0a6", "fg256": 247, "attr": ["bold"]},
  ///              "level.error": "state.failed" } }
  /// ```
  ///
  /// A role given here replaces the one of the theme it extends (the built-in `default` unless
  /// named); a role that names another one follows it, also through later themes. Unknown roles and
  /// members become ``warnings``.
  /// - Parameters:
  ///   - bytes: the file.
  ///   - name: what messages call the file.
  ///   - resolve: the file of the theme with this name, for `extends`. When it throws, the built-in
  ///     themes `default` and `mono` are still found.
  package static func parse(
    _ bytes: [UInt8], named name: String, resolve: (String) throws -> [UInt8]
  ) throws(ThemeError) -> Theme {
    let sheet = try ThemeReader.sheet(bytes, named: name, resolve: resolve)
    return try sheet.theme()
  }
}
