import ConsoleState
import Screen

/// Task graphs from short descriptions.
enum SampleGraph {
  /// Tasks as `name layer slot`, edges as `a>b`, critical ones as `a=b`.
  struct Shape {
    var layers: [[String]]
    var edges: [String]
  }

  static let sketch = Shape(
    layers: [["plan"], ["schema", "docs", "auth"], ["api", "login"], ["tests"], ["ship"]],
    edges: [
      "plan=schema", "plan>docs", "plan>auth", "schema=api", "auth>login", "api=tests",
      "tests=ship", "docs>ship",
    ])

  static let diamond = Shape(
    layers: [["a"], ["b", "c"], ["d"]], edges: ["a=b", "a>c", "b=d", "c>d"])

  static let crossed = Shape(
    layers: [["a", "b"], ["c", "d"], ["e", "f", "g"]],
    edges: ["a>c", "a>d", "b>c", "b>d", "c>e", "c>f", "c>g", "d>e", "d>f"])

  static let long = Shape(
    layers: [["a"], ["b"], ["c"], ["d"]], edges: ["a=b", "b=c", "c=d", "a>d", "a>c", "b>d"])

  static let chains = Shape(
    layers: [["a", "x", "alone"], ["b", "y"], ["c"]], edges: ["a>b", "b>c", "x>y", "a>y", "y>c"])

  static let wide = Shape(
    layers: [["root"], (1...12).map { "leaf\($0)" }, ["end"]],
    edges: (1...12).flatMap { ["root>leaf\($0)", "leaf\($0)>end"] })

  static let tooLarge = Shape(
    layers: [(1...61).map { "task\($0)" }], edges: [])

  static let circle = Shape(layers: [["a"], ["b"]], edges: ["a>b", "b>a"])

  static func pane(_ shape: Shape) -> PaneModel {
    let critical = shape.edges.filter { $0.contains("=") }.flatMap { $0.split(separator: "=") }
    var nodes: [GraphModel.Node] = []
    for (layer, names) in shape.layers.enumerated() {
      for (slot, name) in names.enumerated() {
        nodes.append(
          GraphModel.Node(
            id: name, label: name, state: Span("ok", .ok), isCritical: critical.contains(name[...]),
            isSelected: name == "b", layer: layer, slot: slot))
      }
    }
    let edges = shape.edges.map { edge in
      let ends = edge.split { $0 == ">" || $0 == "=" }.map(String.init)
      return GraphModel.Edge(
        from: ends.first ?? "", to: ends.last ?? "", isCritical: edge.contains("="))
    }
    return .graph(
      GraphModel(
        title: TitleModel("tasks \(nodes.count)", pages: ["Tree", "Layers"], selectedPage: 1),
        nodes: nodes, edges: edges,
        summary: [Span("==> ", .dagCritical), Span("critical path 5 steps")],
        fallback: TextModel(
          title: TitleModel(""),
          lines: nodes.prefix(5).map { [Span("* ", .ok), Span($0.label)] })))
  }
}
