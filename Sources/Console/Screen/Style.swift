/// How a theme draws a role.
package struct Style: Hashable, Sendable {
  /// Foreground; nil and `.default` both leave the terminal's own.
  package var fg: Color?
  /// Background; nil and `.default` both leave the terminal's own.
  package var bg: Color?
  /// Bold, reverse, underline, dim.
  package var attributes: Emphasis
  /// What to take instead of `fg` on 256 colours; computed when nil.
  package var fg256: Color?
  /// What to take instead of `fg` on 16 colours; computed when nil.
  package var fg16: Color?
  /// What to take instead of `bg` on 256 colours; computed when nil.
  package var bg256: Color?
  /// What to take instead of `bg` on 16 colours; computed when nil.
  package var bg16: Color?

  /// Makes a style.
  package init(fg: Color? = nil, bg: Color? = nil, _ attributes: Emphasis = []) {
    self.fg = fg
    self.bg = bg
    self.attributes = attributes
  }

  /// This style in the colours a terminal of `depth` has: the result's `fg` and `bg` hold nothing
  /// deeper.
  ///
  /// Without colours, a background of its own becomes reverse video.
  package func mapped(to depth: ColorDepth) -> Style {
    switch depth {
    case .trueColor: Style(fg: fg, bg: bg, attributes)
    case .indexed:
      Style(fg: (fg256 ?? fg)?.mapped(to: depth), bg: (bg256 ?? bg)?.mapped(to: depth), attributes)
    case .sixteen:
      Style(
        fg: (fg16 ?? fg256 ?? fg)?.mapped(to: depth),
        bg: (bg16 ?? bg256 ?? bg)?.mapped(to: depth), attributes)
    case .mono:
      Style(attributes.union(bg ?? .default == .default ? [] : .reverse))
    }
  }
}

extension Style {
  /// Makes a style of attributes only.
  package init(_ attributes: Emphasis) { self.init(fg: nil, bg: nil, attributes) }
}
