import CNcurses
import Screen

/// The attributes and colour pairs of ncurses for the roles of a theme, made when first used.
struct StyleTable {
  /// What ncurses draws a cell with.
  struct Look {
    var attributes: attr_t
    var pair: Int32
  }

  private struct Key: Hashable {
    let role: Role
    let emphasis: Emphasis
  }

  let theme: Theme
  let depth: ColorDepth
  /// `COLORS` of the terminal.
  private let colors: Int32
  private var looks: [Key: Look] = [:]

  init(theme: Theme, colors: Int32, colorTerm: String) {
    self.theme = theme
    self.colors = colors
    depth = Self.depth(colors: colors, colorTerm: colorTerm)
  }

  /// How deep the colours can be: 24 bits only where `COLORTERM` says so and the terminal's
  /// description takes them directly. Redefining a user's palette instead is nobody's business.
  static func depth(colors: Int32, colorTerm: String) -> ColorDepth {
    if colors >= 1 << 24, ["truecolor", "24bit"].contains(colorTerm) { return .trueColor }
    if colors >= 256 { return .indexed }
    return colors >= 8 ? .sixteen : .mono
  }

  mutating func look(_ role: Role, _ emphasis: Emphasis) -> Look {
    let key = Key(role: role, emphasis: emphasis)
    if let known = looks[key] { return known }
    let made = make(theme.style(role, emphasis, depth: depth))
    looks[key] = made
    return made
  }

  private func make(_ style: Style) -> Look {
    var attributes = NC_NORMAL
    let flags: [(Emphasis, attr_t)] = [
      (.bold, NC_BOLD), (.dim, NC_DIM), (.reverse, NC_REVERSE), (.underline, NC_UNDERLINE),
    ]
    for (flag, attribute) in flags where style.attributes.contains(flag) {
      attributes |= attribute
    }
    var foreground = number(style.fg)
    var background = number(style.bg)
    // Eight colours: bold is how such terminals show the bright ones.
    if colors < 16, (8..<16).contains(foreground) {
      foreground -= 8
      attributes |= NC_BOLD
    }
    if colors < 16, (8..<16).contains(background) { background -= 8 }
    let isPlain = depth == .mono || (foreground == -1 && background == -1)
    return Look(attributes: attributes, pair: isPlain ? 0 : nc_pair(foreground, background))
  }

  /// The number ncurses knows a colour by; -1 is the terminal's own.
  private func number(_ color: Color?) -> Int32 {
    switch color {
    case nil, .default: return -1
    case .indexed16(let index): return Int32(index)
    case .indexed256(let index):
      return depth == .trueColor ? Self.direct(index) : Int32(index)
    case .rgb(let red, let green, let blue):
      return Self.direct(Int32(red), Int32(green), Int32(blue))
    }
  }

  /// A direct colour; numbers below 8 would mean the palette (terminfo of `xterm-direct`).
  private static func direct(_ red: Int32, _ green: Int32, _ blue: Int32) -> Int32 {
    let value = red << 16 | green << 8 | blue
    return value < 8 ? 0 : value
  }

  /// One of the 256 colours as xterm paints it: named ones, the 6×6×6 cube, 24 greys.
  private static func direct(_ index: UInt8) -> Int32 {
    let index = Int32(index)
    if index < 16 { return index & 7 }
    if index >= 232 {
      let grey = 8 + 10 * (index - 232)
      return direct(grey, grey, grey)
    }
    let step = { (place: Int32) in place == 0 ? Int32(0) : 55 + 40 * place }
    let place = index - 16
    return direct(step(place / 36), step(place / 6 % 6), step(place % 6))
  }
}
