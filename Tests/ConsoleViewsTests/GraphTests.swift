import ConsoleState
import ConsoleViews
import Screen
import Testing

@Suite("Task graph drawing")
struct GraphTests {
  /// Draws a shape and compares the rows under the title, without blanks at their ends.
  private func check(_ shape: SampleGraph.Shape, _ expected: [String]) {
    let size = Size(columns: 70, rows: expected.count + 2)
    var canvas = Canvas(size: size)
    let pane = Sample.pane(SampleGraph.pane(shape), 0, 0, size.columns, size.rows)
    _ = ScreenView.draw(Sample.bare([pane]), on: &canvas)
    let rows = canvas.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(rows.dropFirst().dropLast().map(String.init) == expected)
  }

  @Test("a chain is one straight line, the critical part of it double")
  func chain() {
    check(
      SampleGraph.Shape(layers: [["a"], ["b"], ["c"]], edges: ["a=b", "b>c"]),
      ["[a ok]==>[b ok]-->[c ok]"])
  }

  @Test("a line that joins another shows from where it comes")
  func joining() {
    check(
      SampleGraph.Shape(layers: [["a", "x"], ["b", "y"]], edges: ["a>b", "a>y", "x>y"]),
      ["[a ok]-+-->[b ok]", "[x ok]-v-->[y ok]"])
  }

  @Test("sources with the same targets share a line")
  func bus() {
    check(
      SampleGraph.Shape(layers: [["a", "x"], ["b", "y"]], edges: ["a>b", "a>y", "x>y", "x>b"]),
      ["[a ok]-+-->[b ok]", "[x ok]-+-->[y ok]"])
  }

  @Test("lines that would be mistaken for each other are bent apart")
  func swapped() {
    check(
      SampleGraph.Shape(layers: [["a", "x"], ["b", "y"]], edges: ["a>y", "x>b"]),
      ["[a ok]-->[y ok]", "[x ok]-->[b ok]"])
    check(
      SampleGraph.Shape(
        layers: [["a", "x"], ["b", "y", "z"]], edges: ["a>b", "a>y", "a>z", "x>b", "x>y"]),
      [
        "[a ok]-+-^-->[b ok]", "[x ok]-|-+", "       +-v-->[y ok]", "       +---->[z ok]",
      ])
  }

  @Test("an edge over several layers passes them in a row of its own")
  func longEdge() {
    check(
      SampleGraph.Shape(layers: [["a"], ["b"], ["c"]], edges: ["a>b", "b>c", "a>c"]),
      ["[a ok]-+-->[b ok]-+-->[c ok]", "       +----------+"])
  }

  @Test("an edge to an unknown task is left out")
  func unknownTask() {
    check(SampleGraph.Shape(layers: [["a"]], edges: ["a>gone"]), ["[a ok]"])
  }

  @Test("no graph of any shape traps", arguments: 0..<60)
  func anyShape(seed: Int) {
    var state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1
    func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    let layers = (0...next(5)).map { layer in (0...next(5)).map { "n\(layer).\($0)" } }
    let edges = (0..<next(24)).compactMap { _ -> String? in
      let from = next(layers.count)
      let to = next(layers.count)
      guard from < to else { return nil }
      return layers[from][next(layers[from].count)] + ">" + layers[to][next(layers[to].count)]
    }
    var canvas = Canvas(size: Size(columns: 120, rows: 30))
    let shape = SampleGraph.Shape(layers: layers, edges: edges)
    _ = ScreenView.draw(
      Sample.bare([Sample.pane(SampleGraph.pane(shape), 0, 0, 120, 30)]), on: &canvas)
    #expect(canvas.text.contains("n0.0 ok"), "\(edges)")
    #expect(!canvas.text.contains("layers do not fit"), "\(edges)")
  }
}
