import Screen

extension KeyMap {
  static let servers: [Binding] = [
    Binding(
      .goIn, in: .servers, [.enter, .character("l"), .right], "open details", .move, hint: "open"),
    Binding(
      .callTool, in: .servers, [.character("c")], "call one of its tools", .act, hint: "call"),
    Binding(.restart, in: .servers, [.character("r")], "restart the server", .act, hint: "restart"),
    Binding(.stop, in: .servers, [.character("x")], "stop the server", .act, hint: "stop"),
    Binding(.start, in: .servers, [.character("s")], "start the server", .act, hint: "start"),
    Binding(.why, in: .servers, [.character("!")], "why it is in this state", .look, hint: "why"),
    Binding(.kill, in: .servers, [.character("X")], "kill its processes (asks for the name)", .act),
    Binding(.copy, in: .servers, [.character("y")], "copy its name", .look),
    Binding(.follow, in: .servers, [.character("f")], "go to the newest problem", .look),
  ]

  static let calls: [Binding] = [
    Binding(
      .goIn, in: .calls, [.enter, .character("l"), .right], "show request and response", .move,
      hint: "open"),
    Binding(
      .resendCall, in: .calls, [.character("r")], "send the call again as it is", .act,
      hint: "resend"),
    Binding(
      .callTool, in: .calls, [.character("c")], "call the same tool, empty form", .act, hint: "call"
    ),
    Binding(.cancelCall, in: .calls, [.character("x")], "cancel the call", .act, hint: "cancel"),
    Binding(.why, in: .calls, [.character("!")], "why it is slow or failed", .look, hint: "why"),
    Binding(.copy, in: .calls, [.character("y")], "copy the request as JSON", .look, hint: "copy"),
    Binding(.follow, in: .calls, [.character("f")], "follow the newest call", .look),
  ]

  static let tools: [Binding] = [
    Binding(
      .callTool, in: .tools, [.enter, .character("c"), .character("l"), .right],
      "open the call form", .act, hint: "call"),
    Binding(
      .repeatCall, in: .tools, [.character("r")], "repeat the last call of it", .act, hint: "again"),
    Binding(.copy, in: .tools, [.character("y")], "copy its name", .look, hint: "copy"),
  ]

  static let tasks: [Binding] = [
    Binding(
      .goIn, in: .tasks, [.enter, .character("l"), .right], "show the task", .move, hint: "open"),
    Binding(
      .nextRepresentation, in: .tasks, [.character("v")], "tree or layers", .look, hint: "view"),
    Binding(
      .criticalPath, in: .tasks, [.character("=")], "highlight the critical path", .look,
      hint: "critical"),
    Binding(.why, in: .tasks, [.character("!")], "what blocks it", .look, hint: "why"),
    Binding(
      .follow, in: .tasks, [.character("f")], "go to the running task", .look, hint: "running"),
    Binding(.copy, in: .tasks, [.character("y")], "copy its id", .look),
  ]

  static let logs: [Binding] = [
    Binding(
      .goIn, in: .logs, [.enter, .character("l"), .right], "show the whole record", .move,
      hint: "open"),
    Binding(.follow, in: .logs, [.character("f")], "follow the newest line", .look, hint: "follow"),
    Binding(
      .timestamps, in: .logs, [.character("t")], "clock, since start, delta, none", .look,
      hint: "time"),
    Binding(.copy, in: .logs, [.character("y")], "copy the line", .look),
  ]

  static let detail: [Binding] = [
    Binding(.scrollLeft, in: .detail, [.character("h"), .left], "scroll left", .move),
    Binding(.scrollRight, in: .detail, [.character("l"), .right], "scroll right", .move),
    Binding(.nextPage, in: .detail, [.character("v")], "next page", .look, hint: "page"),
    Binding(
      .follow, in: .detail, [.character("f")], "to the end, and stay there", .look, hint: "follow"),
    Binding(.copy, in: .detail, [.character("y")], "copy this page", .look, hint: "copy"),
    Binding(.why, in: .detail, [.character("!")], "the why page", .look, hint: "why"),
    Binding(.wrap, in: .detail, [.character("w")], "wrap long lines", .look, hint: "wrap"),
  ]

  static let replay: [Binding] = [
    Binding(.playPause, in: .replay, [.character(" ")], "play or pause", .replay, hint: "play"),
    Binding(
      .stepForward, in: .replay, [.character(".")], "one event forward", .replay, hint: "step"),
    Binding(.stepBack, in: .replay, [.character(",")], "one event back", .replay, hint: "back"),
    Binding(.faster, in: .replay, [.character(">")], "twice as fast", .replay, hint: "faster"),
    Binding(.slower, in: .replay, [.character("<")], "half as fast", .replay, hint: "slower"),
    Binding(
      .replayNextProblem, in: .replay, [.character("}")], "to the next problem", .replay,
      hint: "problem"),
    Binding(
      .replayPreviousProblem, in: .replay, [.character("{")], "to the problem before", .replay),
    Binding(.replayStart, in: .replay, [.home], "to the first event", .replay),
    Binding(.replayEnd, in: .replay, [.end], "to the last event", .replay),
  ]
}
