import ConsoleState
import Screen

extension GoldenCase {
  /// Boxes above a screen.
  static let overlays: [GoldenCase] = [
    GoldenCase("help-80x24", 80, 24, over(help)),
    GoldenCase("help-30x8", 30, 8, over(help)),
    GoldenCase("picker-80x24", 80, 24, over(picker)),
    GoldenCase("confirm-80x24", 80, 24, over(confirm)),
    GoldenCase("confirm-20x6", 20, 6, over(confirm)),
  ]

  private static func over(_ overlay: OverlayModel) -> ScreenModel {
    Sample.screen(Sample.servers80x24.panes, overlays: [overlay])
  }

  private static let help = OverlayModel.list(
    title: "help: servers",
    lines: [
      [Span("enter", .key), Span("  details")], [Span("r    ", .key), Span("  restart")],
      [
        Span("x    ", .textFaint, .dim),
        Span("  stop (disabled: not started by this cockpit)", .textFaint, .dim),
      ],
      [], [Span("everywhere", .title)], [Span("?    ", .key), Span("  this help")],
      [Span("q    ", .key), Span("  out")],
    ], cursor: nil, footer: "esc close")

  private static let picker = OverlayModel.list(
    title: "call a tool of everything",
    lines: (1...40).map { [Span("tool_\($0)", .text), Span("  does thing \($0)", .textDim)] },
    cursor: 25, footer: "enter form  / search")

  private static let confirm = OverlayModel.confirm(
    title: "stop context?",
    lines: [
      "2 servers depend on it, 1 call is in flight. They will wait until it is started again."
    ],
    answers: [HintModel(key: "y", label: "stop"), HintModel(key: "n", label: "leave running")])
}
