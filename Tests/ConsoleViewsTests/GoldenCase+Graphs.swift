import ConsoleState
import Screen

extension GoldenCase {
  /// Task graphs in layers, and the tree where layers do not fit.
  static let graphs: [GoldenCase] = [
    GoldenCase("graph-sketch-100x8", 100, 8, graph(SampleGraph.sketch, 100, 8)),
    GoldenCase("graph-diamond-60x6", 60, 6, graph(SampleGraph.diamond, 60, 6)),
    GoldenCase("graph-crossed-60x10", 60, 10, graph(SampleGraph.crossed, 60, 10)),
    GoldenCase("graph-long-60x8", 60, 8, graph(SampleGraph.long, 60, 8)),
    GoldenCase("graph-chains-60x8", 60, 8, graph(SampleGraph.chains, 60, 8)),
    GoldenCase("graph-wide-60x16", 60, 16, graph(SampleGraph.wide, 60, 16)),
    GoldenCase("graph-too-wide-30x8", 30, 8, graph(SampleGraph.sketch, 30, 8)),
    GoldenCase("graph-too-many-80x8", 80, 8, graph(SampleGraph.tooLarge, 80, 8)),
    GoldenCase("graph-circle-80x6", 80, 6, graph(SampleGraph.circle, 80, 6)),
  ]

  private static func graph(_ shape: SampleGraph.Shape, _ columns: Int, _ rows: Int) -> ScreenModel
  {
    Sample.bare([Sample.pane(SampleGraph.pane(shape), 0, 0, columns, rows, focused: true)])
  }
}
