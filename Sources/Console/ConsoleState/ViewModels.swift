package import Screen

/// What one frame shows, in display strings: everything is decided here, the views only place and paint it.
package struct ScreenModel: Equatable, Sendable {
  package var header: HeaderModel
  package var tabs: [TabModel]
  /// The panes for this size, each with its place decided by the layout.
  package var panes: [PlacedPane]
  package var status: StatusModel
  package var hints: [HintModel]
  /// Layers above the panes, back to front.
  package var overlays: [OverlayModel]

  package init(
    header: HeaderModel, tabs: [TabModel] = [], panes: [PlacedPane] = [], status: StatusModel,
    hints: [HintModel] = [], overlays: [OverlayModel] = []
  ) {
    self.header = header
    self.tabs = tabs
    self.panes = panes
    self.status = status
    self.hints = hints
    self.overlays = overlays
  }
}

/// A pane and the rectangle it owns, title rule included.
package struct PlacedPane: Equatable, Sendable {
  package var rect: Rect
  package var focused: Bool
  package var content: PaneModel

  package init(rect: Rect, focused: Bool = false, content: PaneModel) {
    self.rect = rect
    self.focused = focused
    self.content = content
  }
}

/// A run of text in one semantic role.
package struct Span: Equatable, Sendable {
  package var text: String
  package var role: Role
  package var emphasis: Emphasis

  package init(_ text: String, _ role: Role = .text, _ emphasis: Emphasis = []) {
    self.text = text
    self.role = role
    self.emphasis = emphasis
  }
}

/// The top row: program, session and health on the left; alerts, recording, place and clock on the right.
package struct HeaderModel: Equatable, Sendable {
  package var left: [Span]
  package var right: [Span]

  package init(left: [Span] = [], right: [Span] = []) {
    self.left = left
    self.right = right
  }
}

/// One view in the tab row.
package struct TabModel: Equatable, Sendable {
  package var digit: Int
  package var name: String
  package var shortName: String
  package var selected: Bool

  package init(digit: Int, name: String, shortName: String, selected: Bool = false) {
    self.digit = digit
    self.name = name
    self.shortName = shortName
    self.selected = selected
  }
}

/// The row above the hints: where we are, position, sort, filter, mode, and the message of the moment.
package struct StatusModel: Equatable, Sendable {
  package var left: [Span]
  package var right: [Span]
  /// A prompt being edited in this row (`:`, `/`, `&`), which then replaces left and right.
  package var prompt: PromptModel?

  package init(left: [Span] = [], right: [Span] = [], prompt: PromptModel? = nil) {
    self.left = left
    self.right = right
    self.prompt = prompt
  }
}

/// A line being edited.
package struct PromptModel: Equatable, Sendable {
  /// `:`, `/` or `&`.
  package var label: String
  package var text: String
  /// Cursor as a count of characters from the start of `text`.
  package var cursor: Int
  /// An error or completion shown behind the text.
  package var remark: Span?

  package init(label: String, text: String, cursor: Int, remark: Span? = nil) {
    self.label = label
    self.text = text
    self.cursor = cursor
    self.remark = remark
  }
}

/// A key and what it does now; disabled ones keep their place and say why.
package struct HintModel: Equatable, Sendable {
  package var key: String
  package var label: String
  package var disabledReason: String?

  package init(key: String, label: String, disabledReason: String? = nil) {
    self.key = key
    self.label = label
    self.disabledReason = disabledReason
  }
}

/// What a pane holds.
package enum PaneModel: Equatable, Sendable {
  case table(TableModel)
  case text(TextModel)
  case graph(GraphModel)
  case form(FormModel)

  /// The words of the title rule.
  package var title: TitleModel {
    switch self {
    case .table(let model): model.title
    case .text(let model): model.title
    case .graph(let model): model.title
    case .form(let model): model.title
    }
  }
}

/// A title rule: `-- servers 7 ------- FOLLOW 212/s --`, with tabs inside when a pane has several pages.
package struct TitleModel: Equatable, Sendable {
  package var text: String
  /// Page names; the selected one is drawn in brackets.
  package var pages: [String]
  package var selectedPage: Int
  package var right: String

  package init(_ text: String, pages: [String] = [], selectedPage: Int = 0, right: String = "") {
    self.text = text
    self.pages = pages
    self.selectedPage = selectedPage
    self.right = right
  }
}

/// Rows of cells under column heads. Only the rows that fit are given; `firstRow` says where they start.
package struct TableModel: Equatable, Sendable {
  package var title: TitleModel
  package var columns: [ColumnModel]
  package var rows: [RowModel]
  /// Rows above the first given one, and in all, for the scroll position.
  package var firstRow: Int
  package var rowCount: Int
  /// Index into `rows`.
  package var cursor: Int?
  /// Shown instead of rows when there are none: why it is empty and what would fill it.
  package var emptyText: [String]

  package init(
    title: TitleModel, columns: [ColumnModel] = [], rows: [RowModel] = [], firstRow: Int = 0,
    rowCount: Int, cursor: Int? = nil, emptyText: [String] = []
  ) {
    self.title = title
    self.columns = columns
    self.rows = rows
    self.firstRow = firstRow
    self.rowCount = rowCount
    self.cursor = cursor
    self.emptyText = emptyText
  }
}

/// A column: its width is fixed so that it never jitters, or it takes what is left.
package struct ColumnModel: Equatable, Sendable {
  package enum Width: Equatable, Sendable {
    case fixed(Int)
    /// Shares what the fixed ones leave; never drawn narrower than this.
    case flexible(minimum: Int)
  }

  package enum Alignment: Equatable, Sendable { case left, right }

  package var title: String
  package var width: Width
  package var alignment: Alignment
  /// Columns with larger numbers are dropped first when space is short; 0 never drops.
  package var dropOrder: Int

  package init(
    _ title: String, width: Width, alignment: Alignment = .left, dropOrder: Int = 0
  ) {
    self.title = title
    self.width = width
    self.alignment = alignment
    self.dropOrder = dropOrder
  }
}

/// One row: a cell for each column of the table, dropped ones included.
package struct RowModel: Equatable, Sendable {
  package var cells: [Span]
  package var marked: Bool
  /// Character ranges to highlight as search matches, per cell.
  package var matches: [Int: [Range<Int>]]

  package init(cells: [Span], marked: Bool = false, matches: [Int: [Range<Int>]] = [:]) {
    self.cells = cells
    self.marked = marked
    self.matches = matches
  }
}

/// Lines of styled text, already scrolled: the first line is the first visible one.
package struct TextModel: Equatable, Sendable {
  package var title: TitleModel
  package var lines: [[Span]]
  /// Columns scrolled off on the left.
  package var leftColumn: Int
  package var wraps: Bool
  /// Index into `lines`, drawn as the cursor row.
  package var cursor: Int?
  package var emptyText: [String]

  package init(
    title: TitleModel, lines: [[Span]] = [], leftColumn: Int = 0, wraps: Bool = false,
    cursor: Int? = nil, emptyText: [String] = []
  ) {
    self.title = title
    self.lines = lines
    self.leftColumn = leftColumn
    self.wraps = wraps
    self.cursor = cursor
    self.emptyText = emptyText
  }
}

/// A task graph to be drawn as layers. When it does not fit the view draws `fallback` and says so.
package struct GraphModel: Equatable, Sendable {
  package struct Node: Equatable, Sendable {
    package var id: String
    /// `2 schema`, without brackets and state.
    package var label: String
    /// `ok run wait blocked FAIL`, with its role.
    package var state: Span
    package var isCritical: Bool
    package var isSelected: Bool
    /// Layer by longest path from the roots, and place within the layer after barycentre ordering.
    package var layer: Int
    package var slot: Int

    package init(
      id: String, label: String, state: Span, isCritical: Bool = false, isSelected: Bool = false,
      layer: Int, slot: Int
    ) {
      self.id = id
      self.label = label
      self.state = state
      self.isCritical = isCritical
      self.isSelected = isSelected
      self.layer = layer
      self.slot = slot
    }
  }

  package struct Edge: Equatable, Sendable {
    package var from: String
    package var to: String
    package var isCritical: Bool

    package init(from: String, to: String, isCritical: Bool = false) {
      self.from = from
      self.to = to
      self.isCritical = isCritical
    }
  }

  package var title: TitleModel
  package var nodes: [Node]
  package var edges: [Edge]
  /// `==> critical path 3 steps · 8 ok 1 run 2 blocked …`
  package var summary: [Span]
  /// The tree, drawn when the layers do not fit.
  package var fallback: TextModel

  package init(
    title: TitleModel, nodes: [Node] = [], edges: [Edge] = [], summary: [Span] = [],
    fallback: TextModel
  ) {
    self.title = title
    self.nodes = nodes
    self.edges = edges
    self.summary = summary
    self.fallback = fallback
  }
}

/// A call form: one row per field, or raw JSON.
package struct FormModel: Equatable, Sendable {
  package struct Row: Equatable, Sendable {
    package var name: String
    package var isRequired: Bool
    /// `string`, `integer 0…4`, `one of pending, in_progress`.
    package var type: String
    /// What stands in the field: the value, or `unset` / `null` in a dim role.
    package var value: Span
    package var problem: String?
    package var help: String

    package init(
      name: String, isRequired: Bool = false, type: String, value: Span, problem: String? = nil,
      help: String = ""
    ) {
      self.name = name
      self.isRequired = isRequired
      self.type = type
      self.value = value
      self.problem = problem
      self.help = help
    }
  }

  package var title: TitleModel
  package var intro: [String]
  package var rows: [Row]
  package var cursor: Int
  /// When a field is being typed in: the text and the cursor in characters.
  package var editing: PromptModel?
  /// Raw JSON mode: the text as lines, and the cursor's line and column in characters.
  package var raw: Raw?
  package var footer: [Span]

  package struct Raw: Equatable, Sendable {
    package var lines: [String]
    package var cursorLine: Int
    package var cursorColumn: Int
    package var problem: String?

    package init(lines: [String] = [], cursorLine: Int, cursorColumn: Int, problem: String? = nil) {
      self.lines = lines
      self.cursorLine = cursorLine
      self.cursorColumn = cursorColumn
      self.problem = problem
    }
  }

  package init(
    title: TitleModel, intro: [String] = [], rows: [Row] = [], cursor: Int,
    editing: PromptModel? = nil, raw: Raw? = nil, footer: [Span] = []
  ) {
    self.title = title
    self.intro = intro
    self.rows = rows
    self.cursor = cursor
    self.editing = editing
    self.raw = raw
    self.footer = footer
  }
}

/// Something above the panes.
package enum OverlayModel: Equatable, Sendable {
  /// Help, the tool picker, the g-menu: a titled box of lines, scrollable, with an optional cursor.
  case list(title: String, lines: [[Span]], cursor: Int?, footer: String)
  /// A question with its consequence and answers (`y yes`, `n no`).
  case confirm(title: String, lines: [String], answers: [HintModel])
}
