import JSON

/// A command line understood.
enum ParsedCommand: Equatable, Sendable {
  case view(ViewKind, filter: String?)
  case servers(Action, [String])
  case call(ToolID, RawJSON)
  case record(RecordVerb)
  case theme(String)
  case set(Setting)
  case help, quit
  case seek(Duration)
  case speed(Double)

  enum RecordVerb: Equatable, Sendable {
    case start, stop
    case mark(String)
  }

  enum Setting: Equatable, Sendable {
    case follow(Bool), wrap(Bool), critical(Bool)
    case time(TimestampStyle)
  }
}

/// Why a command line was not understood; names the offending word.
struct CommandError: Error, Equatable, Sendable {
  let word: String
  let reason: String

  init(_ word: String, _ reason: String) {
    self.word = word
    self.reason = reason
  }

  var message: String { word.isEmpty ? reason : "\(word): \(reason)" }
}

/// Reads command lines against the names there are.
struct CommandParser: Equatable, Sendable {
  /// Server names.
  var servers: [String] = []
  /// Tools by server.
  var tools: [String: [String]] = [:]
  /// Theme names.
  var themes: [String] = []
  var isReplay = false

  func parse(_ line: String) throws(CommandError) -> ParsedCommand? {
    let words = line.split(separator: " ").map(String.init)
    guard let first = words.first else { return nil }
    let name = try name(first)
    let arguments = Array(words.dropFirst())
    switch name {
    case .overview, .servers, .calls, .tools, .tasks, .logs: return view(name, line, first)
    case .start, .stop, .restart, .kill:
      return .servers(action(name), try serverNames(arguments, name))
    case .call: return try call(line, arguments)
    case .record: return .record(try record(arguments))
    case .theme:
      guard let theme = arguments.first else {
        throw CommandError("", "which theme? \(themes.joined(separator: " "))")
      }
      if themes.isEmpty { return .theme(theme) }
      return .theme(try pick(theme, from: themes, "theme"))
    case .set: return .set(try setting(arguments))
    case .help: return .help
    case .quit: return .quit
    case .seek: return .seek(try seek(arguments))
    case .speed: return .speed(try speed(arguments))
    }
  }

  // MARK: Words

  private func name(_ word: String) throws(CommandError) -> CommandName {
    if word == "quit" { return .quit }
    let names = CommandName.allCases.map(\.rawValue)
    let chosen = try pick(word, from: names, "command")
    guard let name = CommandName(rawValue: chosen) else {
      throw CommandError(word, "no such command")
    }
    return name
  }

  /// The one name that `word` is or begins.
  private func pick(_ word: String, from names: [String], _ what: String) throws(CommandError)
    -> String
  {
    if names.contains(word) { return word }
    let found = names.filter { $0.hasPrefix(word) }
    if found.count == 1 { return found[0] }
    if found.isEmpty { throw CommandError(word, "no such \(what)") }
    throw CommandError(word, "could be \(found.prefix(6).joined(separator: ", "))")
  }

  private func view(_ name: CommandName, _ line: String, _ first: String) -> ParsedCommand {
    let rest = String(line.drop { $0 == " " }.dropFirst(first.count)).trimmed
    let view: ViewKind =
      switch name {
      case .overview: .overview
      case .calls: .calls
      case .tools: .tools
      case .tasks: .tasks
      case .logs: .logs
      default: .servers
      }
    return .view(view, filter: rest.isEmpty ? nil : rest)
  }

  private func action(_ name: CommandName) -> Action {
    switch name {
    case .start: .start
    case .stop: .stop
    case .kill: .kill
    default: .restart
    }
  }

  private func serverNames(
    _ words: [String], _ name: CommandName
  ) throws(CommandError) -> [String] {
    if words.isEmpty { throw CommandError("", "which server? \(name.usage)") }
    var names: [String] = []
    for word in words {
      let chosen = try pick(word, from: servers, "server")
      if !names.contains(chosen) { names.append(chosen) }
    }
    return names
  }

  private func call(_ line: String, _ words: [String]) throws(CommandError) -> ParsedCommand {
    guard words.count >= 2 else { throw CommandError("", "usage: \(CommandName.call.usage)") }
    let server = try pick(words[0], from: servers, "server")
    let tool = try pick(words[1], from: tools[server] ?? [], "tool of \(server)")
    let text = line.firstIndex(of: "{").map { String(line[$0...]) } ?? ""
    if words.count > 2, text.isEmpty || !words[2].hasPrefix("{") {
      throw CommandError(words[2], "arguments are a JSON object: {\"name\": value}")
    }
    guard !text.isEmpty else { return .call(ToolID(server: server, tool: tool), RawJSON([:])) }
    do {
      return .call(ToolID(server: server, tool: tool), RawJSON(try JSONParser.parse(text)))
    } catch {
      let part = String(
        decoding: Array(text.utf8).dropFirst(error.offset).prefix(12), as: UTF8.self)
      throw CommandError(part, "\(error.message), at byte \(error.offset + 1) of the arguments")
    }
  }

  private func record(_ words: [String]) throws(CommandError) -> ParsedCommand.RecordVerb {
    guard let word = words.first else {
      throw CommandError("", "usage: \(CommandName.record.usage)")
    }
    switch try pick(word, from: ["start", "stop", "mark"], "record command") {
    case "start": return .start
    case "stop": return .stop
    default:
      let text = words.dropFirst().joined(separator: " ")
      if text.isEmpty { throw CommandError(word, "needs a text") }
      return .mark(text)
    }
  }

  private func setting(_ words: [String]) throws(CommandError) -> ParsedCommand.Setting {
    guard words.count == 2 else { throw CommandError("", "usage: \(CommandName.set.usage)") }
    let key = try pick(words[0], from: ["follow", "wrap", "critical", "time"], "setting")
    if key == "time" {
      let style = try pick(words[1], from: TimestampStyle.allCases.map(\.rawValue), "time style")
      return .time(TimestampStyle(rawValue: style) ?? .clock)
    }
    guard words[1] == "on" || words[1] == "off" else {
      throw CommandError(words[1], "is on or off")
    }
    let isOn = words[1] == "on"
    return key == "follow" ? .follow(isOn) : key == "wrap" ? .wrap(isOn) : .critical(isOn)
  }

  private func seek(_ words: [String]) throws(CommandError) -> Duration {
    guard isReplay else { throw CommandError("seek", "only in a replay") }
    guard let word = words.first else { throw CommandError("", "usage: \(CommandName.seek.usage)") }
    var seconds = 0.0
    var number = ""
    for character in word {
      if character.isASCII, character.isNumber || character == "." {
        number.append(character)
        continue
      }
      let units: [Character: Double] = ["h": 3600, "m": 60, "s": 1]
      guard let unit = units[character], let value = Double(number) else {
        throw CommandError(word, "is no time; write 1h2m3s")
      }
      seconds += value * unit
      number = ""
    }
    if !number.isEmpty {
      guard let value = Double(number) else { throw CommandError(word, "is no time; write 1h2m3s") }
      seconds += value
    }
    return .seconds(min(seconds, 1e8))
  }

  private func speed(_ words: [String]) throws(CommandError) -> Double {
    guard isReplay else { throw CommandError("speed", "only in a replay") }
    guard let word = words.first else {
      throw CommandError("", "usage: \(CommandName.speed.usage)")
    }
    guard let value = Double(word), value >= 0.25, value <= 64 else {
      throw CommandError(word, "is no speed from 0.25 to 64")
    }
    return value
  }

  // MARK: Completion

  /// Completes the last word: the new line, and the candidates when there are several.
  func complete(_ line: String) -> (line: String, candidates: [String]) {
    let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let last = words.last ?? ""
    let before = Array(words.dropLast().filter { !$0.isEmpty })
    let found = candidates(after: before).filter { $0.hasPrefix(last) }
    guard let first = found.first else { return (line, []) }
    let head = line.dropLast(last.count)
    if found.count == 1 { return ("\(head)\(first) ", []) }
    let common = found.reduce(first) { shared, name in
      String(zip(shared, name).prefix { $0 == $1 }.map(\.0))
    }
    return ("\(head)\(common)", found)
  }

  private func candidates(after words: [String]) -> [String] {
    guard let first = words.first else { return CommandName.allCases.map(\.rawValue).sorted() }
    guard let name = try? name(first) else { return [] }
    switch (name, words.count) {
    case (.start, _), (.stop, _), (.restart, _), (.kill, _), (.call, 1): return servers
    case (.call, 2): return tools[words[1]] ?? []
    case (.record, 1): return ["start", "stop", "mark"]
    case (.theme, 1): return themes
    case (.set, 1): return ["follow", "wrap", "critical", "time"]
    case (.set, 2):
      return words[1] == "time" ? TimestampStyle.allCases.map(\.rawValue) : ["on", "off"]
    default: return []
    }
  }
}

/// What the time column of the log shows.
enum TimestampStyle: String, Equatable, Sendable, CaseIterable {
  case clock, start, delta, off
}
