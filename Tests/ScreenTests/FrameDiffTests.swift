import Screen
import Testing

@Suite("Frame diff") struct FrameDiffTests {
  private func canvas(_ text: String, columns: Int = 8) -> Canvas {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var canvas = Canvas(size: Size(columns: columns, rows: lines.count))
    for (y, line) in lines.enumerated() { canvas.put(String(line), x: 0, y: y) }
    return canvas
  }

  private func check(
    _ from: String, _ to: String, _ expected: [(x: Int, y: Int, text: String)],
    _ place: SourceLocation = #_sourceLocation
  ) {
    let runs = FrameDiff.changes(from: canvas(from), to: canvas(to))
    let found = runs.map { "\($0.x),\($0.y) \($0.cells.map(\.text).joined())" }
    #expect(found == expected.map { "\($0.x),\($0.y) \($0.text)" }, sourceLocation: place)
  }

  @Test("sends nothing when nothing changed") func same() { check("ab\ncd", "ab\ncd", []) }

  @Test("sends the cells that changed, in runs")
  func runs() {
    check("abcd\nxyz", "aBCd\nxyZ", [(1, 0, "BC"), (2, 1, "Z")])
    check("abcd", "Abc", [(0, 0, "A"), (3, 0, " ")])
  }

  @Test("sends wide characters whole")
  func wide() {
    check("ab日", "ab本", [(2, 0, "本")])
    check("ab日x", "abcdx", [(2, 0, "cd")])
    check("abcdx", "ab日x", [(2, 0, "日")])
    check("a日b", "日本", [(0, 0, "日本")])
  }

  @Test("ends a run behind text of doubtful width")
  func doubtful() {
    check("", "a❤️bc日d", [(0, 0, "a❤️"), (3, 0, "bc日d")])
    check("x❤️bc", "y❤️Bc", [(0, 0, "y"), (3, 0, "B")])
  }

  @Test("sends a change of style only")
  func style() {
    var to = canvas("abc")
    to.emphasize(Rect(x: 1, y: 0, width: 1, height: 1), .bold)
    let runs = FrameDiff.changes(from: canvas("abc"), to: to)
    #expect(runs.map(\.x) == [1])
    #expect(runs.first?.cells == [to[1, 0]])
  }

  @Test("sends everything when the size changed")
  func size() {
    let to = canvas("ab\ncd", columns: 3)
    let runs = FrameDiff.changes(from: canvas("ab\ncd", columns: 4), to: to)
    #expect(runs.map { $0.cells.map(\.text).joined() } == ["ab ", "cd "])
  }

  @Test("gives the new frame when drawn over the old one", arguments: UInt64(0)..<100)
  func application(seed: UInt64) {
    var texts = RandomText(seed: seed)
    var from = Canvas(size: Size(columns: 19, rows: 4))
    for _ in 0..<12 { paint(on: &from, from: &texts) }
    var to = from
    for _ in 0..<texts.number(in: 0...6) { paint(on: &to, from: &texts) }
    let runs = FrameDiff.changes(from: from, to: to)
    var drawn = from
    for run in runs {
      var x = run.x
      for cell in run.cells where cell.width > 0 {
        #expect(run.x + run.cells.count <= to.size.columns)
        drawn.put(cell.text, x: x, y: run.y, role: cell.role, emphasis: cell.emphasis)
        x += cell.width
      }
      #expect(x == run.x + run.cells.count)
      #expect(
        run.cells
          != Array(
            from.row(run.y)[from.row(run.y).startIndex + run.x..<from.row(run.y).startIndex + x]))
    }
    #expect(drawn == to)
  }
}
