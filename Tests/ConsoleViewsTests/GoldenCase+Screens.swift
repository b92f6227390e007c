import ConsoleState
import Screen

extension GoldenCase {
  /// The layouts of the conventions, the small sizes, and hard text.
  static let screens: [GoldenCase] = [
    GoldenCase("servers-80x24", 80, 24, Sample.servers80x24),
    GoldenCase("servers-120x40", 120, 40, side),
    GoldenCase("overview-200x60", 200, 60, overview),
    GoldenCase(
      "single-59x15", 59, 15,
      ScreenModel(
        header: Sample.header, panes: [Sample.pane(Sample.servers(), 0, 1, 59, 12, focused: true)],
        status: Sample.status, hints: Sample.hints)),
    GoldenCase("lines-39x9", 39, 9, lines),
    GoldenCase("servers-1x1", 1, 1, Sample.servers80x24),
    GoldenCase("servers-0x0", 0, 0, Sample.servers80x24),
    GoldenCase("servers-80x24-on-30x8", 30, 8, Sample.servers80x24),
    GoldenCase("command-80x24", 80, 24, command),
    GoldenCase("command-long-40x10", 40, 10, longCommand),
    GoldenCase("hostile-80x12", 80, 12, hostile),
    GoldenCase("text-wrapped-40x10", 40, 10, wrapped),
    GoldenCase("text-scrolled-40x6", 40, 6, scrolled),
    GoldenCase("table-matches-60x8", 60, 8, matches),
  ]

  private static let side = Sample.screen([
    Sample.pane(Sample.servers(), 0, 2, 56, 18),
    Sample.pane(Sample.agents, 57, 2, 63, 18, focused: true),
    Sample.pane(Sample.logs, 0, 20, 120, 18),
  ])

  private static let overview = Sample.screen([
    Sample.pane(Sample.servers(), 0, 2, 57, 20, focused: true),
    Sample.pane(Sample.agents, 0, 22, 57, 18), Sample.pane(Sample.providers, 0, 40, 57, 18),
    Sample.pane(SampleGraph.pane(SampleGraph.sketch), 58, 2, 85, 34),
    Sample.pane(Sample.logs, 58, 36, 85, 22), Sample.pane(Sample.logs, 144, 2, 56, 56),
  ])

  private static let lines = Sample.bare([
    Sample.pane(
      .text(
        TextModel(
          title: TitleModel(""),
          lines: [
            [Span("* ", .stateReady), Span("orchestrator ready")],
            [Span("x ", .stateFailed), Span("skills failed: exit 1, gave up after 8 restarts")],
          ])), 0, 0, 39, 9)
  ])

  private static let command = Sample.screen(
    [Sample.pane(Sample.servers(), 0, 2, 80, 20, focused: true)],
    prompt: PromptModel(
      label: ":", text: "calls tool:serch", cursor: 16, remark: Span("no such tool", .error)))

  private static let longCommand = Sample.screen(
    [Sample.pane(Sample.servers(), 0, 2, 40, 6, focused: true)],
    prompt: PromptModel(
      label: ":", text: "call orchestrator create_task {\"title\": \"日本語の題名\"}", cursor: 49))

  private static let hostile = Sample.screen([
    Sample.pane(
      .table(
        TableModel(
          title: TitleModel(TextCleaner.line("日本語 \u{1b}[31mred")),
          columns: [
            ColumnModel("", width: .fixed(1)), ColumnModel("NAME", width: .fixed(9)),
            ColumnModel("RIGHT", width: .fixed(7), alignment: .right),
            ColumnModel("WHY", width: .flexible(minimum: 4)),
          ],
          rows: [
            "日本語のツール", "e\u{301}e\u{301}e\u{301}", "👨‍👩‍👧‍👦 family", "a\u{202e}b\u{1b}]0;x\u{7}",
            "\t tab",
          ].map { text in
            let clean = TextCleaner.line(text)
            return RowModel(cells: [Span("*"), Span(clean), Span(clean), Span(clean)])
          }, firstRow: 0, rowCount: 5, cursor: 1)), 0, 2, 80, 8, focused: true)
  ])

  private static func text(_ lines: [String], left: Int = 0, wraps: Bool, cursor: Int?) -> PaneModel
  {
    .text(
      TextModel(
        title: TitleModel("response", right: "PAUSED +183 new"), lines: lines.map { [Span($0)] },
        leftColumn: left, wraps: wraps, cursor: cursor))
  }

  private static let longLines = [
    "{\"title\": \"Write tests for the parser\", \"priority\": 3}", "二つの漢字はそれぞれ二桁の幅を持つので折り返す",
    "end",
  ]

  private static let wrapped = Sample.bare([
    Sample.pane(text(longLines, wraps: true, cursor: 1), 0, 0, 40, 10, focused: true)
  ])

  private static let scrolled = Sample.bare([
    Sample.pane(text(longLines, left: 5, wraps: false, cursor: nil), 0, 0, 40, 6)
  ])

  private static let matches = Sample.bare([
    Sample.pane(
      .table(
        TableModel(
          title: TitleModel("calls 2"),
          columns: [ColumnModel("TOOL", width: .fixed(16)), ColumnModel("WHY", width: .fixed(30))],
          rows: [
            RowModel(cells: [Span("create_task"), Span("ok")], matches: [0: [7..<11]]),
            RowModel(
              cells: [Span("get_task"), Span("late")], marked: true, matches: [0: [4..<99]]),
          ], firstRow: 0, rowCount: 2, cursor: 1)), 0, 0, 60, 8, focused: true)
  ])
}
