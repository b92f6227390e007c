extension Color {
  /// The nearest colour a terminal of `depth` has; `.default` without colours.
  package func mapped(to depth: ColorDepth) -> Color {
    switch (self, depth) {
    case (.default, _), (_, .mono): .default
    case (_, .trueColor), (.indexed16, _), (.indexed256, .indexed): self
    case (.rgb(let red, let green, let blue), .indexed):
      .indexed256(Color.nearest256(.init(red, green, blue)))
    case (.rgb(let red, let green, let blue), .sixteen):
      .indexed16(Color.nearest16(.init(red, green, blue)))
    case (.indexed256(let index), .sixteen):
      .indexed16(index < 16 ? index : Color.nearest16(Color.components(of: index)))
    }
  }

  /// Red, green and blue as numbers to calculate with.
  private struct Components {
    let red: Int
    let green: Int
    let blue: Int

    init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
      self.red = Int(red)
      self.green = Int(green)
      self.blue = Int(blue)
    }

    init(grey: UInt8) { self.init(grey, grey, grey) }

    /// A squared distance, green weighing most and blue least, as eyes do.
    func distance(to other: Components) -> Int {
      let red = red - other.red
      let green = green - other.green
      let blue = blue - other.blue
      return 3 * red * red + 4 * green * green + 2 * blue * blue
    }
  }

  /// The steps of each side of xterm's 6×6×6 colour cube (indices 16 to 231).
  private static let cubeSteps: [UInt8] = [0, 95, 135, 175, 215, 255]

  /// The 16 colours as xterm paints them; terminals have their own, but the order of hues is the
  /// same.
  private static let palette: [Components] = [
    .init(0, 0, 0), .init(205, 0, 0), .init(0, 205, 0), .init(205, 205, 0),
    .init(0, 0, 238), .init(205, 0, 205), .init(0, 205, 205), .init(229, 229, 229),
    .init(127, 127, 127), .init(255, 0, 0), .init(0, 255, 0), .init(255, 255, 0),
    .init(92, 92, 255), .init(255, 0, 255), .init(0, 255, 255), .init(255, 255, 255),
  ]

  /// What xterm paints for one of its 256 colours: 16 named ones, the cube, 24 greys.
  private static func components(of index: UInt8) -> Components {
    switch index {
    case 0..<16: return palette[Int(index)]
    case 16..<232:
      let place = Int(index) - 16
      return .init(
        cubeSteps[place / 36], cubeSteps[place / 6 % 6], cubeSteps[place % 6])
    default: return .init(grey: 8 + 10 * (index - 232))
    }
  }

  private static func nearest16(_ color: Components) -> UInt8 {
    nearest(color, among: 0..<16)
  }

  /// The nearest of the cube and the greys; never one of the first 16, which users redefine.
  private static func nearest256(_ color: Components) -> UInt8 {
    nearest(color, among: 16..<256)
  }

  private static func nearest(_ color: Components, among indices: Range<Int>) -> UInt8 {
    let best = indices.lazy.map(UInt8.init).min {
      components(of: $0).distance(to: color) < components(of: $1).distance(to: color)
    }
    return best ?? 0
  }
}
