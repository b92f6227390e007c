import ConsoleState
import Screen
import SessionLog

/// A console under test: keys go in, words and commands come out.
struct Desk {
  var state: ConsoleState
  /// What the last key asked of the world.
  var commands: [ConsoleCommand] = []

  init(
    _ story: Story = .typical(), columns: Int = 120, rows: Int = 40,
    mode: SessionInfo.Mode = .live
  ) {
    state = ConsoleState(
      session: SessionInfo(
        name: "demo", startedAtUnixSeconds: 1_800_000_000, mode: mode, notes: ["a test"],
        themes: ["dark", "light"], ascii: true))
    _ = state.handle(.resized(Size(columns: columns, rows: rows)))
    _ = state.handle(.session(story.events))
  }

  mutating func press(_ keys: Key...) {
    for key in keys { commands = state.handle(.key(key)) }
  }

  /// Presses each character; a newline is Enter.
  mutating func type(_ text: String) {
    for character in text { press(character == "\n" ? .enter : .character(character)) }
  }

  mutating func tell(_ change: (inout Story) -> Void, after story: Story) {
    var more = story
    let known = more.events.count
    change(&more)
    _ = state.handle(.session(Array(more.events.dropFirst(known))))
  }

  var model: ScreenModel { state.screenModel() }

  /// All words on the screen, a line each.
  var text: String { Words.of(model) }

  /// The words of the status row.
  var status: String {
    let model = model.status
    if let prompt = model.prompt {
      return prompt.label + prompt.text + "  " + (prompt.remark?.text ?? "")
    }
    return (model.left + model.right).map(\.text).joined()
  }

  /// The table of the focused pane, or the first.
  var table: TableModel? {
    let panes = model.panes
    for pane in panes.filter(\.focused) + panes {
      if case .table(let table) = pane.content { return table }
    }
    return nil
  }

  /// The rows of that table as words.
  var rows: [String] {
    (table?.rows ?? []).map { $0.cells.map(\.text).joined(separator: " ") }
  }

  /// The row at the cursor.
  var selected: String {
    guard let table, let cursor = table.cursor else { return "" }
    return table.rows[cursor].cells.map(\.text).joined(separator: " ")
  }

  /// The form on the screen.
  var form: FormModel? {
    for pane in model.panes {
      if case .form(let form) = pane.content { return form }
    }
    return nil
  }

  /// The title of the pane that starts with a word.
  func title(_ word: String) -> TitleModel? {
    model.panes.map(\.content.title).first { $0.text.hasPrefix(word) }
  }
}

/// The words of a frame.
enum Words {
  static func of(_ model: ScreenModel) -> String {
    var lines = [line(model.header.left), line(model.header.right)]
    lines += model.panes.flatMap { of($0.content) }
    lines += [line(model.status.left), line(model.status.right)]
    lines += model.overlays.flatMap { overlay -> [String] in
      switch overlay {
      case .list(let title, let content, _, let footer): [title] + content.map(line) + [footer]
      case .confirm(let title, let content, let answers):
        [title] + content + answers.map { "\($0.key) \($0.label)" }
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func of(_ pane: PaneModel) -> [String] {
    let title = pane.title
    let head = ([title.text] + title.pages + [title.right]).joined(separator: " ")
    switch pane {
    case .table(let table):
      return [head] + table.rows.map { line($0.cells, " ") }
        + (table.rows.isEmpty ? table.emptyText : [])
    case .text(let text):
      return [head] + text.lines.map { line($0) } + (text.lines.isEmpty ? text.emptyText : [])
    case .graph(let graph):
      return [head] + graph.nodes.map { "[\($0.label) \($0.state.text)]" } + [line(graph.summary)]
    case .form(let form):
      return [head] + form.intro
        + form.rows.map { "\($0.name) \($0.type) \($0.value.text) \($0.problem ?? "") \($0.help)" }
        + (form.raw?.lines ?? []) + [form.raw?.problem ?? "", line(form.footer)]
    }
  }

  private static func line(_ spans: [Span], _ separator: String = "") -> String {
    spans.map(\.text).joined(separator: separator)
  }

  private static func line(_ spans: [Span]) -> String { line(spans, "") }
}
