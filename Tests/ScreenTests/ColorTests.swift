import Screen
import Testing

@Suite("Colours") struct ColorTests {
  @Test(
    "reads names and hexadecimal",
    arguments: [
      ("default", .default), ("black", .indexed16(0)), ("brightwhite", .indexed16(15)),
      ("#FF8000", .rgb(255, 128, 0)), ("#0a0b0c", .rgb(10, 11, 12)), ("grey", nil), ("#fff", nil),
      ("#12345g", nil), ("#+12345", nil), ("", nil), ("123456", nil), ("Red", nil),
    ] as [(String, Color?)])
  func names(name: String, expected: Color?) {
    #expect(Color(themeName: name) == expected)
  }

  @Test(
    "finds the nearest colour a terminal has",
    arguments: [
      (.rgb(255, 0, 0), .indexed, .indexed256(196)), (.rgb(0, 0, 0), .indexed, .indexed256(16)),
      (.rgb(128, 128, 128), .indexed, .indexed256(244)),
      (.rgb(8, 8, 8), .indexed, .indexed256(232)),
      (.rgb(255, 0, 0), .sixteen, .indexed16(9)), (.rgb(200, 5, 5), .sixteen, .indexed16(1)),
      (.rgb(255, 255, 255), .sixteen, .indexed16(15)), (.indexed256(196), .sixteen, .indexed16(9)),
      (.indexed256(3), .sixteen, .indexed16(3)), (.indexed256(232), .sixteen, .indexed16(0)),
      (.indexed256(100), .indexed, .indexed256(100)), (.indexed16(5), .indexed, .indexed16(5)),
      (.rgb(1, 2, 3), .trueColor, .rgb(1, 2, 3)), (.rgb(1, 2, 3), .mono, .default),
      (.default, .sixteen, .default),
    ] as [(Color, ColorDepth, Color)])
  func depths(color: Color, depth: ColorDepth, expected: Color) {
    #expect(color.mapped(to: depth) == expected)
  }

  @Test("every xterm colour of the cube and the greys is its own nearest")
  func fixedPoints() {
    for grey in UInt8(232)...255 {
      let level = 8 + 10 * (grey - 232)
      #expect(Color.rgb(level, level, level).mapped(to: .indexed) == .indexed256(grey))
    }
    #expect(Color.rgb(95, 135, 175).mapped(to: .indexed) == .indexed256(67))
  }

  @Test("styles prefer the colours given for a depth")
  func overrides() {
    var style = Style(fg: .rgb(255, 0, 0), bg: .rgb(0, 0, 0), .bold)
    style.fg256 = .indexed256(5)
    style.bg16 = .indexed16(4)
    #expect(style.mapped(to: .trueColor).fg == .rgb(255, 0, 0))
    #expect(style.mapped(to: .indexed) == Style(fg: .indexed256(5), bg: .indexed256(16), .bold))
    #expect(style.mapped(to: .sixteen) == Style(fg: .indexed16(5), bg: .indexed16(4), .bold))
    #expect(style.mapped(to: .mono) == Style([.bold, .reverse]))
    #expect(Style(fg: .indexed16(1), bg: .default, .dim).mapped(to: .mono) == Style(.dim))
  }
}
