package import Screen

/// Where everything goes: a pure function of the size, the view and whether a pane is zoomed.
package struct Layout: Equatable, Sendable {
  /// How much a size has room for.
  package enum Kind: Equatable, Sendable {
    /// Below 20x3: nothing is drawn.
    case nothing
    /// Below 40x10: one line per server, no chrome.
    case lines
    /// Below 60x16: one pane.
    case single
    /// Below 100 columns or 30 rows: list above detail, 9:11.
    case stack
    /// List and detail side by side, logs below.
    case side
    /// From 160x45, in view 0: three columns.
    case overview
  }

  /// The rows around the panes; nil where there is no room.
  package struct Frame: Equatable, Sendable {
    /// Program, session, health, clock.
    package var header: Rect?
    /// The views.
    package var tabs: Rect?
    /// What the panes share.
    package var body: Rect
    /// Position, mode, messages, prompts.
    package var status: Rect?
    /// Keys.
    package var hints: Rect?
  }

  /// What the size has room for.
  package let kind: Kind
  /// The rows around the panes.
  package let frame: Frame
  /// The panes and their places.
  let panes: [(pane: PaneKind, rect: Rect)]

  /// Lays out a screen.
  init(size: Size, view: ViewKind, zoomed: PaneKind?, detailIsOpen: Bool) {
    let kind = Layout.kind(of: size, view: view)
    self.kind = kind
    frame = Layout.frame(of: size, kind: kind)
    panes = Layout.panes(
      in: frame.body, kind: kind, view: view, zoomed: zoomed, detailIsOpen: detailIsOpen)
  }

  /// The rows around the panes at a size; the views draw the frame with it.
  package static func frame(of size: Size) -> Frame {
    frame(of: size, kind: kind(of: size, view: .servers))
  }

  /// Whether two layouts are the same.
  package static func == (left: Self, right: Self) -> Bool {
    left.kind == right.kind && left.frame == right.frame
      && left.panes.elementsEqual(right.panes) { $0.pane == $1.pane && $0.rect == $1.rect }
  }

  static func kind(of size: Size, view: ViewKind) -> Kind {
    if size.columns < 20 || size.rows < 3 { return .nothing }
    if size.columns < 40 || size.rows < 10 { return .lines }
    if size.columns < 60 || size.rows < 16 { return .single }
    if size.columns >= 160, size.rows >= 45, view == .overview { return .overview }
    return size.columns < 100 || size.rows < 30 ? .stack : .side
  }

  private static func frame(of size: Size, kind: Kind) -> Frame {
    func row(_ y: Int) -> Rect { Rect(x: 0, y: y, width: size.columns, height: 1) }
    switch kind {
    case .nothing:
      return Frame(body: Rect(x: 0, y: 0, width: 0, height: 0))
    case .lines:
      return Frame(body: Rect(x: 0, y: 0, width: size.columns, height: size.rows))
    case .single, .stack, .side, .overview:
      let top = kind == .single ? 1 : 2
      return Frame(
        header: row(0), tabs: kind == .single ? nil : row(1),
        body: Rect(x: 0, y: top, width: size.columns, height: size.rows - top - 2),
        status: row(size.rows - 2), hints: row(size.rows - 1))
    }
  }

  private static func panes(
    in body: Rect, kind: Kind, view: ViewKind, zoomed: PaneKind?, detailIsOpen: Bool
  ) -> [(PaneKind, Rect)] {
    let list = PaneKind.list(view.mainList)
    switch kind {
    case .nothing: return []
    case .lines: return [(.list(.servers), body)]
    case .single: return [(zoomed ?? list, body)]
    case .stack, .side, .overview: break
    }
    if let zoomed { return [(zoomed, body)] }
    if kind == .overview { return overview(body) }
    if view == .logs, !detailIsOpen { return [(list, body)] }
    let upper = (body.height * 9 + 10) / 20
    if kind == .stack || view == .logs {
      let (top, bottom) = stacked(body, upper: upper)
      return [(list, top), (.detail, bottom)]
    }
    let (top, bottom) = stacked(body, upper: (body.height + 1) / 2)
    let (left, right) = beside(top, left: top.width * 57 / 120)
    return [(list, left), (.detail, right), (.list(.logs), bottom)]
  }

  /// Columns of 58, 84 and 56 at 200 columns: servers above calls, tasks above logs, the detail.
  private static func overview(_ body: Rect) -> [(PaneKind, Rect)] {
    let (first, rest) = beside(body, left: body.width * 58 / 200)
    let (second, third) = beside(rest, left: rest.width * 84 / 141)
    let (servers, calls) = stacked(first, upper: body.height * 9 / 20)
    let (tasks, logs) = stacked(second, upper: body.height * 3 / 5)
    return [
      (.list(.servers), servers), (.list(.calls), calls), (.list(.tasks), tasks),
      (.list(.logs), logs), (.detail, third),
    ]
  }

  private static func stacked(_ rect: Rect, upper: Int) -> (Rect, Rect) {
    (
      Rect(x: rect.x, y: rect.y, width: rect.width, height: upper),
      Rect(x: rect.x, y: rect.y + upper, width: rect.width, height: rect.height - upper)
    )
  }

  /// Two neighbours with one column between them for the separator.
  private static func beside(_ rect: Rect, left: Int) -> (Rect, Rect) {
    (
      Rect(x: rect.x, y: rect.y, width: left, height: rect.height),
      Rect(x: rect.x + left + 1, y: rect.y, width: rect.width - left - 1, height: rect.height)
    )
  }
}

/// The views, by their digit.
enum ViewKind: Int, Equatable, Sendable, CaseIterable {
  case overview = 0
  case servers = 1
  case calls = 2
  case tools = 3
  case tasks = 5
  case logs = 6

  var name: String {
    switch self {
    case .overview: "Overview"
    case .servers: "Servers"
    case .calls: "Calls"
    case .tools: "Tools"
    case .tasks: "Tasks"
    case .logs: "Logs"
    }
  }

  /// The list this view is about.
  var mainList: ListKind {
    switch self {
    case .overview, .servers: .servers
    case .calls: .calls
    case .tools: .tools
    case .tasks: .tasks
    case .logs: .logs
    }
  }
}

/// The lists; each keeps its cursor and filter across views.
enum ListKind: Int, Equatable, Hashable, Sendable, CaseIterable {
  case servers, calls, tools, tasks, logs

  var word: String {
    switch self {
    case .servers: "servers"
    case .calls: "calls"
    case .tools: "tools"
    case .tasks: "tasks"
    case .logs: "logs"
    }
  }

  var context: KeyContext {
    switch self {
    case .servers: .servers
    case .calls: .calls
    case .tools: .tools
    case .tasks: .tasks
    case .logs: .logs
    }
  }

  /// Whether new entries appear at the bottom, where following holds on.
  var grows: Bool { self == .calls || self == .logs }
}

/// What has the focus.
enum PaneKind: Equatable, Hashable, Sendable {
  case list(ListKind)
  case detail
}
