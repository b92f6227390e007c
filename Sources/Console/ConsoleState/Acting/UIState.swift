/// How things are shown, as `:set` and single keys change it.
struct LookSettings: Equatable, Sendable {
  var wraps = false
  var time: TimestampStyle = .clock
  var critical = true
  /// Tree or layers; nil lets the width decide.
  var showsLayers: Bool?
}

/// What a detail pane is about.
enum Subject: Equatable, Sendable {
  case server(String)
  case call(Int)
  case tool(ToolID)
  case task(TaskID)
  case log(Int)
  case nothing

  enum Kind: Int, Hashable, Sendable { case server, call, tool, task, log, nothing }

  var kind: Kind {
    switch self {
    case .server: .server
    case .call: .call
    case .tool: .tool
    case .task: .task
    case .log: .log
    case .nothing: .nothing
    }
  }
}

/// The pages of the detail of a server, in order.
enum ServerPage: Int, CaseIterable { case logs, calls, info, why }
/// The pages of the detail of a call.
enum CallPage: Int, CaseIterable { case request, response, why }
/// The pages of the detail of a tool.
enum ToolPage: Int, CaseIterable { case description, schema, annotations }
/// The pages of the detail of a task.
enum TaskPage: Int, CaseIterable { case fields, dependencies, blocked }

extension Subject.Kind {
  var pages: [String] {
    switch self {
    case .server: ["Logs", "Calls", "Info", "Why"]
    case .call: ["Request", "Response", "Why"]
    case .tool: ["Description", "Schema", "Annotations"]
    case .task: ["Fields", "Dependencies", "Blocked"]
    case .log: ["Record"]
    case .nothing: []
    }
  }

  /// The page `!` opens.
  var whyPage: Int? {
    switch self {
    case .server: ServerPage.why.rawValue
    case .call: CallPage.why.rawValue
    case .task: TaskPage.blocked.rawValue
    case .tool, .log, .nothing: nil
    }
  }
}

/// Where the detail pane stands.
struct DetailState: Equatable, Sendable {
  /// The page last looked at, by kind of subject.
  var page: [Subject.Kind: Int] = [:]
  /// Shown instead of the selected object: a call just made.
  var override: Subject?
  var top = 0
  var left = 0
  /// Whether pages that grow stay at their end.
  var follows = true

  mutating func show(_ subject: Subject) {
    override = subject
    reset()
  }

  /// Back to the start of the page; the horizontal position stays.
  mutating func reset() {
    top = 0
    follows = true
  }
}

/// A line being edited in the status row.
struct Prompt: Equatable, Sendable {
  enum Kind: Equatable, Sendable { case command, search, filter(ListKind) }

  var kind: Kind
  var editor: LineEditor
  /// The error or the candidates, shown behind the text.
  var remark: String?
  var remarkIsError = false
  /// Steps back into the history; 0 is the line being typed.
  var historyStep = 0
  var draft = ""

  var label: String {
    switch kind {
    case .command: ":"
    case .search: "/"
    case .filter: "&"
    }
  }
}

/// Something above the panes. Keys go to the last one first.
enum Overlay: Equatable, Sendable {
  case menu(Menu)
  case question(Question)
}

/// A list to choose from; typing narrows it.
struct Menu: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    case help(KeyContext)
    case palette(KeyContext)
    case tools(server: String)
  }

  var kind: Kind
  var editor = LineEditor()
  var cursor = 0
}

/// A question with its consequence. The safe answer is marked first.
struct Question: Equatable, Sendable {
  var title: String
  var lines: [String]
  /// What happens after yes.
  var consequence: Consequence
  var yes: String
  var no: String
  var yesIsMarked = false
  /// The name to be typed before yes counts.
  var name: String?
  var editor = LineEditor()

  enum Consequence: Equatable, Sendable {
    case act(Action, servers: [String])
    case send
    case quit
  }
}
