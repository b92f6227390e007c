import ConsoleState
import Screen

/// Paints a laid-out graph.
struct GraphDrawing {
  private let graph: GraphModel
  private let layout: GraphLayout
  private let gaps: [GraphGap]
  /// Columns of the boxes, by layer.
  private let boxWidths: [Int]

  init(_ graph: GraphModel, _ layout: GraphLayout) {
    self.graph = graph
    self.layout = layout
    gaps = zip(layout.layers, layout.layers.dropFirst()).compactMap { GraphGap(from: $0, to: $1) }
    boxWidths = layout.layers.map { layer in
      layer.map { $0.isWaypoint ? 0 : Spans.width(Self.box(graph.nodes[$0.node])) }.max() ?? 0
    }
  }

  /// Columns the drawing takes.
  var width: Int {
    boxWidths.reduce(0, +) + gaps.reduce(0) { $0 + $1.width }
  }

  /// Draws at the top left of `rect`, which must be large enough.
  func draw(at rect: Rect, on canvas: inout Canvas) {
    var x = rect.x
    for (index, layer) in layout.layers.enumerated() {
      let gap = index < gaps.count ? gaps[index] : nil
      for place in layer {
        draw(place, x: x, y: rect.y + place.row, width: boxWidths[index], gap, on: &canvas)
      }
      x += boxWidths[index]
      guard let gap else { continue }
      draw(gap, x: x, y: rect.y, on: &canvas)
      x += gap.width
    }
  }

  /// `[2 schema ok]`
  private static func box(_ node: GraphModel.Node) -> [Span] {
    let role: Role = node.isCritical ? .dagCritical : .text
    var spans = [Span("[\(node.label)", role)]
    if !node.state.text.isEmpty { spans += [Span(" ", role), node.state] }
    return spans + [Span("]", role)]
  }

  /// A box and the line from it to the gap, or the line through a waypoint.
  private func draw(
    _ place: GraphLayout.Place, x: Int, y: Int, width: Int, _ gap: GraphGap?,
    on canvas: inout Canvas
  ) {
    var used = 0
    if !place.isWaypoint {
      let node = graph.nodes[place.node]
      used = Spans.put(
        Self.box(node), x: x, y: y, width: width, emphasis: node.isSelected ? .reverse : [],
        on: &canvas)
    }
    let source = gap?.lines.lazy.flatMap(\.sources).first { $0.row == place.row }
    guard let source else { return }
    horizontal(x: x + used, y: y, width: width - used, isCritical: source.isCritical, on: &canvas)
  }

  private func horizontal(
    x: Int, y: Int, width: Int, isCritical: Bool, on canvas: inout Canvas
  ) {
    canvas.fill(
      Rect(x: x, y: y, width: width, height: 1), with: isCritical ? "=" : "-",
      role: isCritical ? .dagCritical : .dagEdge)
  }

  /// Plain lines first, critical ones over them, then the vertical ones over both.
  private func draw(_ gap: GraphGap, x: Int, y: Int, on canvas: inout Canvas) {
    for isCritical in [false, true] {
      for line in gap.lines {
        draw(line, isCritical: isCritical, gap.width, x: x, y: y, on: &canvas)
      }
    }
    for (index, line) in gap.lines.enumerated() {
      if let channel = line.channel {
        vertical(line, x: x + 1 + 2 * channel, y: y, on: &canvas) { gap.joint(of: index, at: $0) }
      }
    }
  }

  /// The horizontal parts of a line.
  private func draw(
    _ line: GraphGap.Line, isCritical: Bool, _ width: Int, x: Int, y: Int, on canvas: inout Canvas
  ) {
    let turn = line.channel.map { 1 + 2 * $0 } ?? 0
    for source in line.sources where source.isCritical == isCritical {
      horizontal(x: x, y: y + source.row, width: turn, isCritical: isCritical, on: &canvas)
    }
    for target in line.targets where target.isCritical == isCritical {
      horizontal(
        x: x + turn, y: y + target.row, width: width - turn, isCritical: isCritical, on: &canvas)
      guard target.isBox else { continue }
      canvas.put(
        ">", x: x + width - 1, y: y + target.row, role: isCritical ? .dagCritical : .dagEdge)
    }
  }

  /// The vertical part of a line; `joint` tells how it shows on the rows where it joins something.
  private func vertical(
    _ line: GraphGap.Line, x: Int, y: Int, on canvas: inout Canvas, joint: (Int) -> String
  ) {
    let joints =
      line.sources.map { ($0.row, $0.isCritical) }
      + line.targets.map { ($0.row, $0.isCritical) }
    let critical = joints.filter(\.1).map(\.0)
    let rows = joints.map(\.0)
    guard let top = rows.min(), let bottom = rows.max() else { return }
    for row in top...bottom {
      let isCritical = (critical.min() ?? .max) <= row && row <= (critical.max() ?? .min)
      canvas.put(
        rows.contains(row) ? joint(row) : "|", x: x, y: y + row,
        role: isCritical ? .dagCritical : .dagEdge)
    }
  }
}
