/// Everything a key or a command can mean. The raw value is the action's id, as configuration files
/// name it.
package enum Action: String, Sendable, CaseIterable {
  case moveDown = "move.down"
  case moveUp = "move.up"
  case moveTop = "move.top"
  case moveBottom = "move.bottom"
  case halfPageDown = "move.halfPageDown"
  case halfPageUp = "move.halfPageUp"
  case pageDown = "move.pageDown"
  case pageUp = "move.pageUp"
  case lineDown = "move.lineDown"
  case lineUp = "move.lineUp"
  case goIn = "move.in"
  case goOut = "move.out"
  case scrollLeft = "move.left"
  case scrollRight = "move.right"

  case nextPane = "pane.next"
  case previousPane = "pane.previous"
  case nextPage = "page.next"
  case previousPage = "page.previous"
  case zoom = "pane.zoom"
  case showOverview = "view.overview"
  case showServers = "view.servers"
  case showCalls = "view.calls"
  case showTools = "view.tools"
  case showTasks = "view.tasks"
  case showLogs = "view.logs"
  case previousView = "view.previous"

  case start = "server.start"
  case stop = "server.stop"
  case restart = "server.restart"
  case kill = "server.kill"
  case callTool = "call.new"
  case resendCall = "call.resend"
  case cancelCall = "call.cancel"
  case repeatCall = "tool.repeat"
  case record = "record.toggle"
  case mark = "mark.drop"

  case why = "why"
  case copy = "copy"
  case nextRepresentation = "representation.next"
  case follow = "follow"
  case pause = "pause"
  case goToMark = "mark.go"
  case nextProblem = "problem.next"
  case previousProblem = "problem.previous"
  case criticalPath = "tasks.critical"
  case timestamps = "logs.timestamps"
  case wrap = "wrap"
  case search = "search"
  case nextMatch = "search.next"
  case previousMatch = "search.previous"
  case filter = "filter"

  case command = "command"
  case palette = "palette"
  case help = "help"
  case leave = "leave"
  case interrupt = "interrupt"
  case suspend = "suspend"
  case repaint = "repaint"

  case editField = "form.edit"
  case cycleField = "form.cycle"
  case unsetField = "form.unset"
  case sendForm = "form.send"
  case closeForm = "form.close"

  case accept = "edit.accept"
  case cancel = "edit.cancel"
  case complete = "edit.complete"
  case historyBack = "edit.historyBack"
  case historyForward = "edit.historyForward"
  case deleteBack = "edit.deleteBack"
  case deleteForward = "edit.deleteForward"
  case deleteWord = "edit.deleteWord"
  case deleteToStart = "edit.deleteToStart"
  case cursorLeft = "edit.left"
  case cursorRight = "edit.right"
  case cursorStart = "edit.start"
  case cursorEnd = "edit.end"

  case answerYes = "answer.yes"
  case answerNo = "answer.no"
  case previousAnswer = "answer.previous"
  case nextAnswer = "answer.next"

  case playPause = "replay.playPause"
  case stepForward = "replay.stepForward"
  case stepBack = "replay.stepBack"
  case faster = "replay.faster"
  case slower = "replay.slower"
  case replayNextProblem = "replay.nextProblem"
  case replayPreviousProblem = "replay.previousProblem"
  case replayStart = "replay.start"
  case replayEnd = "replay.end"
}

/// Where keys have a meaning of their own.
package enum KeyContext: String, Sendable, CaseIterable {
  /// Everywhere a pane has the focus.
  case global
  case servers, calls, tools, tasks, logs, detail
  /// On a row of a form; then letters are commands.
  case form
  /// In a field of a form, or in its raw JSON: typing is text.
  case field, raw
  /// In the `:`, `/` and `&` lines.
  case prompt
  /// In help, the palette and pickers, where typing narrows the list.
  case menu
  /// While a question waits for its answer.
  case confirm
  /// In a replay, before the keys of the pane.
  case replay

  /// The heading of these keys in the help.
  package var title: String {
    switch self {
    case .global: "everywhere"
    case .servers: "servers"
    case .calls: "calls"
    case .tools: "tools"
    case .tasks: "tasks"
    case .logs: "logs"
    case .detail: "detail pane"
    case .form: "form"
    case .field: "field of a form"
    case .raw: "raw JSON"
    case .prompt: "command, search and filter lines"
    case .menu: "lists to choose from"
    case .confirm: "questions"
    case .replay: "replay"
    }
  }
}

/// How actions are grouped in the help.
package enum ActionGroup: String, Sendable, CaseIterable {
  case move, act, look, view, edit, answer, replay, program
}
