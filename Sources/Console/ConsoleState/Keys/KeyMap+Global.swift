import Screen

extension KeyMap {
  static let global: [Binding] = [
    Binding(.filter, [.character("&")], "hide lines that do not match", .look, hint: "filter"),
    Binding(.command, [.character(":")], "command line", .program, hint: "cmd"),
    Binding(.help, [.character("?"), .function(1)], "help", .program, hint: "help"),
    Binding(.leave, [.character("q")], "out; at the top, quit", .program),
    Binding(.search, [.character("/")], "search and highlight", .look, hint: "search"),
    Binding(.palette, [.control("p")], "find an action by name", .program),
    Binding(.nextMatch, [.character("n")], "next match", .look),
    Binding(.previousMatch, [.character("N")], "previous match", .look),
    Binding(.nextProblem, [.character("}")], "next problem", .look),
    Binding(.previousProblem, [.character("{")], "previous problem", .look),
    Binding(.mark, [.character("m")], "drop a marker", .act),
    Binding(.goToMark, [.character("'")], "go to the last marker", .look),
    Binding(.record, [.character("R")], "start or stop recording", .act),
    Binding(.pause, [.character("p")], "pause the view; data keeps flowing", .look),
    Binding(.timestamps, [.character("t")], "timestamps: clock, since start, delta, none", .look),
    Binding(.wrap, [.character("w")], "wrap long lines", .look),
    Binding(.nextPane, [.tab], "next pane", .view),
    Binding(.previousPane, [.backTab], "previous pane", .view),
    Binding(.nextPage, [.character("]")], "next page of the detail", .view),
    Binding(.previousPage, [.character("[")], "previous page of the detail", .view),
    Binding(.zoom, [.character("z")], "zoom the pane", .view),
    Binding(.previousView, [.character("-")], "previous view", .view),
    view(.showOverview, "0", "o", "overview"),
    view(.showServers, "1", "s", "servers"),
    view(.showCalls, "2", "c", "calls"),
    view(.showTools, "3", "t", "tools"),
    view(.showTasks, "5", "k", "tasks"),
    view(.showLogs, "6", "l", "logs"),
    Binding(.interrupt, [.control("c")], "cancel the innermost thing; twice to quit", .program),
    Binding(.suspend, [.control("z")], "suspend the console", .program),
    Binding(.repaint, [.control("l")], "draw the screen again", .program),
  ]

  private static func view(
    _ action: Action, _ digit: Character, _ letter: Character, _ name: String
  ) -> Binding {
    Binding(
      action, sequences: [[.character(digit)], [.character("g"), .character(letter)]], name, .view)
  }

  static let movement: [Binding] = [
    Binding(.moveDown, [.character("j"), .down, .wheelDown], "down", .move),
    Binding(.moveUp, [.character("k"), .up, .wheelUp], "up", .move),
    Binding(.goIn, [.enter, .character("l"), .right], "go in", .move),
    Binding(.goOut, [.escape, .character("h"), .left], "go out one level", .move),
    Binding(
      .moveTop, sequences: [[.character("g"), .character("g")], [.home]], "to the top", .move),
    Binding(.moveBottom, [.character("G"), .end], "to the bottom, and follow", .move),
    Binding(.halfPageDown, [.control("d")], "half a page down", .move),
    Binding(.halfPageUp, [.control("u")], "half a page up", .move),
    Binding(.pageDown, [.pageDown], "a page down", .move),
    Binding(.pageUp, [.pageUp], "a page up", .move),
    Binding(.lineDown, [.control("e")], "scroll one line down", .move),
    Binding(.lineUp, [.control("y")], "scroll one line up", .move),
  ]
}
