import ConsoleState
import Screen

/// A task graph in layers from left to right: `[1 plan ok]==>[2 schema ok]---->[3 docs ok]`.
///
/// `+` is where a line turns or forks, `v` and `^` where it comes into another one, `|` a vertical line, also
/// where it crosses another. The critical path is drawn with `=`. What cannot be drawn so is drawn as a tree, below a line that says why.
enum GraphPane {
  static func draw(_ graph: GraphModel, in rect: Rect, focused: Bool, on canvas: inout Canvas) {
    var rest = rect
    let summaryRow = rect.y + rect.height - 1
    if !graph.summary.isEmpty, rect.height > 1 {
      rest.height -= 1
      Spans.put(graph.summary, x: rect.x, y: summaryRow, width: rect.width, on: &canvas)
    }
    do throws(GraphLayout.Obstacle) {
      let layout = try GraphLayout(graph)
      let drawing = fitting(graph, layout, width: rest.width)
      guard drawing.width <= rest.width, layout.height <= rest.height else {
        throw GraphLayout.Obstacle(
          reason: "they need \(drawing.width)x\(layout.height), "
            + "here are \(rest.width)x\(rest.height)")
      }
      drawing.draw(at: rest, on: &canvas)
    } catch {
      tree(graph, because: error.reason, in: rest, focused: focused, on: &canvas)
    }
  }

  /// The drawing with labels as long as the width allows, down to the shortest that still tells tasks apart.
  private static func fitting(
    _ graph: GraphModel, _ layout: GraphLayout, width: Int
  ) -> GraphDrawing {
    let longest = graph.nodes.map { displayWidth($0.label) }.max() ?? 0
    var drawing = GraphDrawing(graph, layout)
    var limit = longest
    while drawing.width > width, limit > shortestLabel {
      limit -= 1
      var shortened = graph
      for index in shortened.nodes.indices {
        shortened.nodes[index].label = clipped(shortened.nodes[index].label, to: limit)
      }
      drawing = GraphDrawing(shortened, layout)
    }
    return drawing
  }

  private static let shortestLabel = 4

  private static func tree(
    _ graph: GraphModel, because reason: String, in rect: Rect, focused: Bool,
    on canvas: inout Canvas
  ) {
    canvas.put(
      "layers do not fit: \(reason); this is the tree", x: rect.x, y: rect.y, role: .textDim,
      width: rect.width)
    let below = Rect(x: rect.x, y: rect.y + 1, width: rect.width, height: rect.height - 1)
    TextPane.draw(graph.fallback, in: below, focused: focused, on: &canvas)
  }
}
