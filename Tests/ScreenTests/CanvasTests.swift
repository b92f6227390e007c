import Basics
import Screen
import Testing

@Suite("Canvas") struct CanvasTests {
  private func canvas(
    _ columns: Int = 6, _ rows: Int = 2, _ paint: (inout Canvas) -> Void
  ) -> Canvas {
    var canvas = Canvas(size: Size(columns: columns, rows: rows))
    paint(&canvas)
    expectWhole(canvas)
    return canvas
  }

  @Test("cuts text at every edge")
  func edges() {
    let painted = canvas {
      $0.put("hello", x: 4, y: 0)
      $0.put("hello", x: -3, y: 1)
      $0.put("above", x: 0, y: -1)
      $0.put("below", x: 0, y: 2)
    }
    #expect(painted.text == "    he\nlo")
  }

  @Test("says how many columns a text took, so that the next one goes behind it")
  func advance() {
    var painted = Canvas(size: Size(columns: 6, rows: 1))
    #expect(painted.put("ab", x: 1, y: 0) == 2)
    #expect(painted.put("日本", x: 3, y: 0) == 3)
    #expect(painted.put("abcdef", x: 0, y: 0, width: 4) == 4)
    #expect(painted.put("ab", x: -5, y: 0) == 2)
    #expect(painted.put("ab", x: 0, y: 9) == 2)
    #expect(painted.put("ab", x: 6, y: 0) == 0)
    #expect(painted.put("ab\u{200B}\u{1B}c", x: 0, y: 0) == 3)
    #expect(painted.text == "abc»")
  }

  @Test("blanks the other half of a wide character that is overwritten in half")
  func halves() {
    #expect(
      canvas {
        $0.put("日本語", x: 0, y: 0); $0.put("x", x: 1, y: 0)
      }.text == " x本語\n")
    #expect(
      canvas {
        $0.put("日本語", x: 0, y: 0); $0.put("x", x: 2, y: 0)
      }.text == "日x 語\n")
    #expect(
      canvas {
        $0.put("日本語", x: 0, y: 0); $0.put("字", x: 1, y: 0)
      }.text == " 字 語\n")
    #expect(canvas { $0.put("日本", x: 3, y: 0) }.text == "   日\n")
    #expect(canvas { $0.put("日本", x: -1, y: 0) }.text == " 本\n")
  }

  @Test("overwrites what stood where half of a wide character is cut off")
  func cutHalves() {
    #expect(
      canvas {
        $0.put("abcdef", x: 0, y: 0); $0.put("日", x: 5, y: 0)
      }.text == "abcde\n")
    #expect(
      canvas {
        $0.put("abcdef", x: 0, y: 0); $0.put("日", x: -1, y: 0)
      }.text == " bcdef\n")
  }

  @Test("leaves out what takes no column, control characters first")
  func noControls() {
    let painted = canvas { $0.put("a\u{1B}\u{7}\u{202E}\r\nb\u{301}", x: 0, y: 0) }
    #expect(painted.text == "ab\u{301}\n")
  }

  @Test("knows leads and continuations, and blanks outside")
  func cells() {
    let painted = canvas { $0.put("日", x: 1, y: 1, role: .ok, emphasis: .bold) }
    #expect(painted[1, 1].text == "日")
    #expect(painted[1, 1].width == 2)
    #expect(painted[2, 1].text == "")
    #expect(painted[2, 1].width == 0)
    #expect(painted[2, 1].role == .ok)
    #expect(painted[2, 1].emphasis == .bold)
    #expect(painted[-1, 0] == .blank)
    #expect(painted[0, 2] == .blank)
    #expect(painted.row(7).isEmpty)
  }

  @Test("fills rectangles, also with wide characters and partly outside")
  func fill() {
    #expect(
      canvas { $0.fill(Rect(x: 4, y: -1, width: 9, height: 2), with: "#") }.text == "    ##\n")
    #expect(
      canvas { $0.fill(Rect(x: 1, y: 0, width: 3, height: 1), with: "日") }.text == " 日\n")
    #expect(
      canvas {
        $0.fill(Rect($0.size), with: "x")
        $0.fill(Rect(x: 0, y: 1, width: 5, height: 1), with: "\u{200B}")
      }.text == "xxxxxx\n     x")
  }

  @Test("adds attributes to whole wide characters")
  func emphasize() {
    let painted = canvas {
      $0.put("日本", x: 0, y: 0, emphasis: .bold)
      $0.emphasize(Rect(x: 1, y: 0, width: 2, height: 1), .reverse)
    }
    #expect(painted[0, 0].emphasis == .bold)
    #expect(painted[1, 0].emphasis == .bold)
    #expect(painted[2, 0].emphasis == [.bold, .reverse])
    #expect(painted[3, 0].emphasis == [.bold, .reverse])
  }

  @Test("writes styles as letters with a legend")
  func styles() {
    let painted = canvas {
      $0.put("ab", x: 1, y: 0, role: .stateReady)
      $0.put("cd", x: 0, y: 1, role: .title, emphasis: [.bold, .reverse])
      $0.put("e", x: 3, y: 1, role: .stateReady)
    }
    #expect(
      painted.styleLayer == """
        .aa
        bb.a

        a = state.ready
        b = title bold reverse
        """)
    #expect(canvas { _ in }.styleLayer == "\n")
  }

  @Test("has letters for more styles than there are letters")
  func manyStyles() {
    let painted = canvas(Role.allCases.count, 3) {
      for (x, role) in Role.allCases.enumerated() {
        $0.put("x", x: x, y: 0, role: role)
        $0.put("x", x: x, y: 1, role: role, emphasis: .bold)
      }
    }
    let legend = painted.styleLayer.split(separator: "\n").filter { $0.contains(" = ") }
    #expect(legend.count == Role.allCases.count * 2 - 1)
    #expect(Set(legend.map(\.first)).count == legend.count)
  }

  @Test("takes any coordinates whatever", arguments: [Int.min, -9, -1, 0, 5, 6, 9, Int.max])
  func extremes(x: Int) {
    for y in [Int.min, -1, 0, 1, 2, Int.max] {
      _ = canvas {
        $0.put("abcdefgh", x: x, y: y)
        $0.put("日本語日本語", x: x, y: y)
        $0.put("日本語", x: x, y: y, width: y)
        $0.fill(Rect(x: x, y: y, width: y, height: x), with: "日")
        $0.emphasize(Rect(x: y, y: x, width: Int.max, height: Int.max), .dim)
        _ = $0[x, y]
      }
    }
    let empty = canvas(0, 0) { $0.put("a", x: 0, y: 0) }
    #expect(empty.text == "")
  }

  @Test("keeps wide characters whole whatever is painted", arguments: UInt64(0)..<100)
  func wholeness(seed: UInt64) {
    var texts = RandomText(seed: seed)
    _ = canvas(17, 3) { canvas in
      for _ in 0..<60 { paint(on: &canvas, from: &texts) }
    }
  }
}

/// One random stroke.
func paint(on canvas: inout Canvas, from texts: inout RandomText) {
  let roles = Role.allCases
  let role = roles[texts.number(in: 0...roles.count - 1)]
  let x = texts.number(in: -5...canvas.size.columns + 2)
  let y = texts.number(in: -1...canvas.size.rows)
  let rect = Rect(
    x: x, y: y, width: texts.number(in: -1...9), height: texts.number(in: -1...2))
  switch texts.number(in: 0...9) {
  case 0: canvas.fill(rect, with: texts.number(in: 0...1) == 0 ? "日" : "#", role: role)
  case 1: canvas.emphasize(rect, .reverse)
  case 2: canvas.put(texts.next(), x: x, y: y, role: role, width: texts.number(in: -1...9))
  default: canvas.put(texts.next(), x: x, y: y, role: role)
  }
}

/// Checks that every cell is in order: leads before continuations, one style for both, one cluster
/// a cell.
func expectWhole(_ canvas: Canvas, _ place: SourceLocation = #_sourceLocation) {
  for y in 0..<canvas.size.rows {
    var x = 0
    while x < canvas.size.columns {
      let cell = canvas[x, y]
      #expect(cell.width > 0 && cell.text.count == 1, "at \(x), \(y)", sourceLocation: place)
      #expect(displayWidth(cell.text) == cell.width, "at \(x), \(y)", sourceLocation: place)
      if cell.width == 2 {
        let next = canvas[x + 1, y]
        #expect(x + 1 < canvas.size.columns, sourceLocation: place)
        #expect(
          next.width == 0 && next.text.isEmpty && next.role == cell.role
            && next.emphasis == cell.emphasis, "at \(x), \(y)", sourceLocation: place)
      }
      x += max(cell.width, 1)
    }
  }
}
