extension Rule {
  /// Everything the sources and the tests are checked for, besides imports and layout.
  static let all: [Rule] = [
    Rule(
      "standard output belongs to the protocol", words: ["print(", "debugPrint(", "dump("],
      in: { $0.hasPrefix("Sources/") && !mayPrint($0) }, good: ["func print(_ text: String)"]),
    Rule("no forced try", words: ["try!"]),
    Rule("no detached tasks", words: ["Task.detached", "Task.immediateDetached"]),
    Rule(
      "nobody sleeps",
      words: ["Task.\(pause)", "Thread.\(pause)", "u\(pause)(", "nano\(pause)(", "\(pause)("],
      in: { !maySleep.contains($0) }, good: ["try await loop.\(pause)(for: .seconds(1))"]),
    Rule("no networking of Foundation", words: ["FoundationNetworking"]),
    Rule("nothing left for later", text: ["TO" + "DO", "FIX" + "ME"]),
    Rule("no paths of one machine", text: machinePaths),
    Rule(
      "a crash says why", bad: ["fatalError()", "default: preconditionFailure( )"],
      good: ["fatalError(\"the loop is gone\")", "preconditionFailure(why)"]
    ) { file in
      file.code.enumerated().filter { _, line in
        let packed = line.filter { $0 != " " }
        return packed.contains("fatalError()") || packed.contains("preconditionFailure()")
      }.map { $0.offset + 1 }
    },
  ]

  /// Spelled here once, so that a search for calls does not find this table.
  private static let pause = "sleep"

  /// Files that may call a sleeping function, each with its reason.
  private static let maySleep: Set<String> = [
    "Sources/Servers/Everything/EverythingServer.swift"  // a wait that its caller passes in
  ]

  /// Executables whose standard output is not a protocol stream.
  private static func mayPrint(_ path: String) -> Bool {
    path.hasPrefix("Sources/Cockpit/") || path.hasPrefix("Sources/Benchmarks/")
  }

  /// Beginnings of paths that exist on one machine only, put together here so that this file stays clean.
  static let machinePaths = ["work", "root", "farm", "tmp/sub"].map { "/" + $0 + "/" }
}

/// Unstructured tasks: each one is in this list, and the line above it names who owns and ends it.
enum BareTasks {
  /// File → how many.
  static let allowed: [String: Int] = [
    "Sources/Cockpit/Commands/ServeCommand.swift": 2,
    "Sources/Cockpit/Session/CommandSession.swift": 1,
    "Sources/Cockpit/Session/SessionHost.swift": 1,
    "Sources/Protocol/MCPClient/Connecting/ConnectionLife.swift": 1,
    "Sources/Protocol/MCPClient/Router/ClientRouter.swift": 1,
    "Sources/Protocol/MCPHTTP/Client/AuthorizedStream.swift": 1,
    "Sources/Protocol/MCPHTTP/Endpoint/ServingTasks.swift": 1,
    "Sources/Protocol/MCPServer/Tasks/ServerCore+Tasks.swift": 1,
    "Sources/Protocol/MCPTransport/Session.swift": 1,
    "Sources/Runtime/Supervision/Supervisor/Supervisor+Sessions.swift": 3,
    "Sources/Runtime/Supervision/Supervisor/Supervisor.swift": 1,
    "Tests/MCPHTTPTests/Client/HTTPClientTests.swift": 3,
    "Tests/MCPHTTPTests/Server/Support/ServerBench.swift": 1,
    "Tests/MCPServerTests/UnixSocketTests.swift": 2,
  ]

  /// Lines (from 1) that start a task with `Task {`, `Task(…) {` or `Task<…> {`.
  static func lines(in file: SwiftSource) -> [Int] {
    file.code.enumerated().filter { starts($1) }.map { $0.offset + 1 }
  }

  /// Whether a comment stands on the line above `line` (from 1).
  static func hasOwner(_ file: SwiftSource, line: Int) -> Bool {
    line >= 2 && file.lines[line - 2].drop { $0 == " " }.hasPrefix("//")
  }

  static func starts(_ line: String) -> Bool {
    line.contains("Task")
      && line.ranges(of: "Task").contains { range in
        let before = line[..<range.lowerBound]
        if let last = before.last, last.isLetter || last.isNumber || last == "_" || last == "." {
          return false
        }
        let context = before.filter { $0 != " " }
        if context.hasSuffix(":") || context.hasSuffix("->") || context.hasSuffix("extension") {
          return false  // a type, not a call
        }
        var rest = line[range.upperBound...]
        if rest.hasPrefix(".init") { rest = rest.dropFirst(5) }
        if rest.hasPrefix(".immediate") { rest = rest.dropFirst(10) }
        rest = skip(rest, "<", ">").drop { $0 == " " }
        rest = skip(rest, "(", ")").drop { $0 == " " }
        return rest.hasPrefix("{")
      }
  }

  private static func skip(
    _ text: Substring, _ open: Character, _ close: Character
  ) -> Substring {
    guard text.first == open else { return text }
    var depth = 0
    for index in text.indices {
      if text[index] == open { depth += 1 }
      if text[index] == close { depth -= 1 }
      if depth == 0 { return text[text.index(after: index)...] }
    }
    return text[text.endIndex...]
  }
}

/// Promises the compiler cannot check: each is in this list, with its proof in a comment just above.
enum UncheckedPromises {
  static let words = ["@unchecked Sendable", "nonisolated(unsafe)"]

  /// File → how many.
  static let allowed: [String: Int] = [
    "Sources/Cockpit/Dashboard/ConsoleBridge.swift": 1,
    "Sources/System/EventLoop/EventLoop.swift": 1,
    "Sources/System/EventLoop/LoopBound.swift": 1,
  ]

  /// Lines (from 1) that make such a promise.
  static func lines(in file: SwiftSource) -> [Int] {
    file.code.enumerated().filter { _, line in words.contains { line.contains($0) } }
      .map { $0.offset + 1 }
  }

  /// Whether a comment `Safe: …` stands on `line` (from 1), within the six lines above, or straight below it.
  static func hasProof(_ file: SwiftSource, line: Int) -> Bool {
    let near = max(0, line - 7)..<min(line + 1, file.lines.count)
    return file.lines[near].contains { text in
      text.firstRange(of: "//").map { text[$0.upperBound...].contains("Safe:") } ?? false
    }
  }
}
