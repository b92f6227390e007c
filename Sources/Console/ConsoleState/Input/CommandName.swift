/// The words of the command line.
package enum CommandName: String, Sendable, CaseIterable {
  case overview, servers, calls, tools, tasks, logs
  case start, stop, restart, kill, call
  case record, theme, set, help
  case quit = "q"
  case seek, speed

  /// How it is written.
  package var usage: String {
    switch self {
    case .overview: ":overview"
    case .servers, .calls, .tools, .tasks, .logs: ":\(rawValue) [filter]"
    case .start, .stop, .restart, .kill: ":\(rawValue) NAME..."
    case .call: ":call SERVER TOOL {json}"
    case .record: ":record start|stop|mark TEXT"
    case .theme: ":theme NAME"
    case .set: ":set follow|wrap|critical on|off, :set time clock|start|delta|off"
    case .help: ":help"
    case .quit: ":q"
    case .seek: ":seek 1m30s"
    case .speed: ":speed 4"
    }
  }

  /// What it does; commands that are also keys take the words of the key table.
  package var title: String {
    switch self {
    case .overview, .servers, .calls, .tools, .tasks, .logs: "show \(rawValue)"
    case .record: "start or stop recording, drop a marker"
    case .theme: "change the colours"
    case .set: "change how things are shown"
    case .seek: "go to a time of the replay"
    case .speed: "speed of the replay"
    case .start: KeyMap.title(of: .start)
    case .stop: KeyMap.title(of: .stop)
    case .restart: KeyMap.title(of: .restart)
    case .kill: KeyMap.title(of: .kill)
    case .call: KeyMap.title(of: .callTool)
    case .help: KeyMap.title(of: .help)
    case .quit: KeyMap.title(of: .leave)
    }
  }
}
