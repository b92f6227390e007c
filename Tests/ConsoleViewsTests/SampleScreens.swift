import ConsoleState
import Screen

/// Models built by hand, with the content of the sketches in the console conventions.
enum Sample {
  static let tabs: [TabModel] = [
    ("Overview", "Over"), ("Servers", "Servers"), ("Calls", "Calls"), ("Tools", "Tools"),
    ("Agents", "Agents"), ("Tasks", "Tasks"), ("Logs", "Logs"), ("Providers", "Provid"),
    ("Sessions", "Sess"), ("Events", "Events"),
  ].enumerated().map {
    TabModel(digit: $0, name: $1.0, shortName: $1.1, selected: $0 == 1)
  }

  static let header = HeaderModel(
    left: [Span("cockpit", .title, .bold), Span("  demo  "), Span("5/7 ready", .warn)],
    right: [Span("!2", .error), Span("  "), Span("REC 12m 4.1M", .badge), Span("  local  14:03")])

  static let status = StatusModel(
    left: [Span("servers > orchestrator")],
    right: [Span("1/7  sort:state  no filter", .textDim)])

  static let hints: [HintModel] = [
    HintModel(key: "enter", label: "open"), HintModel(key: "c", label: "call"),
    HintModel(key: "r", label: "restart"),
    HintModel(key: "x", label: "stop", disabledReason: "not started by this cockpit"),
    HintModel(key: "!", label: "why"), HintModel(key: "/", label: "filter"),
    HintModel(key: ":", label: "command"), HintModel(key: "?", label: "help"),
  ]

  static let serverColumns: [ColumnModel] = [
    ColumnModel("", width: .fixed(1)),
    ColumnModel("NAME", width: .fixed(14)),
    ColumnModel("STATE", width: .fixed(10)),
    ColumnModel("UP", width: .fixed(6), alignment: .right, dropOrder: 1),
    ColumnModel("CALLS", width: .fixed(6), alignment: .right, dropOrder: 4),
    ColumnModel("ERR", width: .fixed(5), alignment: .right, dropOrder: 5),
    ColumnModel("P95", width: .fixed(7), alignment: .right, dropOrder: 2),
    ColumnModel("RSS", width: .fixed(7), alignment: .right, dropOrder: 3),
    ColumnModel("WHY", width: .flexible(minimum: 8)),
  ]

  static let serverRows: [RowModel] = [
    server("*", "orchestrator", "ready", .stateReady, ["2h14m", "412", "1", "84ms", "71.2M", ""]),
    server("*", "context", "ready", .stateReady, ["2h14m", "88", "0", "12ms", "118.4M", ""]),
    server("~", "search", "starting", .stateStarting, ["3s", "0", "0", "-", "44.0M", "handshake"]),
    server("z", "git", "backoff", .stateBackoff, ["8s", "17", "9", "2.10s", "-", "exit 128"]),
    server("x", "skills", "failed", .stateFailed, ["-", "3", "3", "-", "-", "gave up 8/8"]),
    server("o", "docs", "stopped", .stateStopped, ["-", "0", "0", "-", "-", "by you"]),
    server("@", "remote-1", "remote", .stateRemote, ["9h02m", "201", "0", "190ms", "-", ""]),
  ]

  private static func server(
    _ glyph: String, _ name: String, _ state: String, _ role: Role, _ rest: [String]
  ) -> RowModel {
    RowModel(
      cells: [Span(glyph, role), Span(name), Span(state, role)] + rest.map { Span($0) })
  }

  static func servers(cursor: Int? = 0) -> PaneModel {
    .table(
      TableModel(
        title: TitleModel("servers 7"), columns: serverColumns, rows: serverRows, firstRow: 0,
        rowCount: 7, cursor: cursor))
  }

  static let logs: PaneModel = .text(
    TextModel(
      title: TitleModel(
        "orchestrator", pages: ["Logs", "Calls", "Info", "Why"], right: "FOLLOW 212/s"),
      lines: [
        log("14:02:58.114", "out", "INFO", .levelInfo, "task 41 claimed by coder-2"),
        log("14:02:58.120", "err", "WARN", .levelWarn, "queue depth 37"),
        log("14:03:01.001", "c>s", "req", .directionC2S, "#981 tools/call get_next_task"),
        log("14:03:02.441", "s>c", "resp", .directionS2C, "#980 tools/call create_task  ok 41ms"),
        log(
          "14:03:05.870", "err", "ERROR", .levelError,
          "provider openrouter: 429, retry 2/5, and a line that is longer than the pane is wide"),
      ]))

  private static func log(
    _ time: String, _ stream: String, _ level: String, _ role: Role, _ text: String
  ) -> [Span] {
    [
      Span("\(time) ", .textDim), Span("\(stream)  ", .textDim),
      Span(padded(level, to: 7), role), Span(text),
    ]
  }

  static let agents: PaneModel = .table(
    TableModel(
      title: TitleModel("agents 2"),
      columns: [
        ColumnModel("", width: .fixed(1)), ColumnModel("", width: .fixed(12)),
        ColumnModel("", width: .flexible(minimum: 4)),
      ],
      rows: [
        RowModel(cells: [Span("*", .ok), Span("coder-2"), Span("busy  task 41")], marked: true),
        RowModel(cells: [Span("o"), Span("reviewer-1"), Span("idle")]),
      ], firstRow: 0, rowCount: 2))

  static let providers: PaneModel = .table(
    TableModel(
      title: TitleModel("providers 0"), columns: [ColumnModel("NAME", width: .fixed(10))],
      firstRow: 0, rowCount: 0,
      emptyText: ["No provider is configured.", "Add panes.providers to cockpit.json to see them."])
  )

  static func pane(
    _ content: PaneModel, _ x: Int, _ y: Int, _ width: Int, _ height: Int, focused: Bool = false
  ) -> PlacedPane {
    PlacedPane(
      rect: Rect(x: x, y: y, width: width, height: height), focused: focused, content: content)
  }

  /// A frame with all of its chrome around `panes`.
  static func screen(
    _ panes: [PlacedPane], overlays: [OverlayModel] = [], prompt: PromptModel? = nil
  ) -> ScreenModel {
    var status = status
    status.prompt = prompt
    return ScreenModel(
      header: header, tabs: Array(tabs.dropFirst()), panes: panes, status: status, hints: hints,
      overlays: overlays)
  }

  /// A frame with nothing but `panes`.
  static func bare(_ panes: [PlacedPane]) -> ScreenModel {
    ScreenModel(header: HeaderModel(), panes: panes, status: StatusModel())
  }

  static let servers80x24 = screen([
    pane(servers(), 0, 2, 80, 9, focused: true), pane(logs, 0, 11, 80, 11),
  ])
}
