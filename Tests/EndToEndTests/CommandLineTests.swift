import JSON
import Testing

@Suite("The command line: data on stdout, everything else on stderr, exit codes", .serialized)
struct CommandLineTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func run(_ arguments: [String], input: String = "") async throws -> Outcome {
    var program = Program.cockpit(arguments, in: scratch)
    program.input = Array(input.utf8)
    return try await program.run()
  }

  @Test("version is one line with a number in it", .timeLimit(.minutes(1)))
  func version() async throws {
    let outcome = try await run(["version"])
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.outputText.contains(#/^mcp-cockpit \d+\.\d+\S*\n$/#), "\(outcome)")
    #expect(outcome.errors.isEmpty, "\(outcome)")
  }

  @Test("help is data: on stdout, with exit code 0", .timeLimit(.minutes(1)))
  func help() async throws {
    let outcome = try await run(["--help"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
    for word in ["serve", "call", "tools", "ps", "demo", "validate", "replay", "completion"] {
      #expect(outcome.outputText.contains(word), "help does not mention \(word)")
    }
  }

  @Test(
    "an argument we do not understand is an error, never ignored", .timeLimit(.minutes(1)),
    arguments: [
      (["frobnicate"], "frobnicate"), (["--frobnicate"], "frobnicate"),
      (["ps", "--frobnicate"], "frobnicate"), (["version", "extra"], "extra"),
      (["serve"], "serve"), (["serve", "nope"], "nope"), (["call", "everything"], "tool"),
      (["call", "nope", "echo", "{}"], "nope"), (["tools", "nope"], "nope"),
      (["completion", "tcsh"], "tcsh"), (["ps", "--timeout", "soon"], "soon"),
      (["call", "everything", "echo", "{\"message\": }"], "JSON"),
      (["call", "everything", "echo", "[1]"], "object"),
      (["ps", "--config", "missing.json"], "missing.json"),
      (["replay", "missing.session.jsonl"], "missing.session.jsonl"),
      (["validate", "missing.json"], "missing.json"), (["demo", "--theme", "nope"], "nope"),
    ])
  func usage(arguments: [String], named: String) async throws {
    let outcome = try await run(arguments)
    #expect(outcome.status == 2, "\(arguments): \(outcome)")
    #expect(outcome.output.isEmpty, "\(arguments): \(outcome)")
    #expect(outcome.errorText.lowercased().contains(named.lowercased()), "\(arguments): \(outcome)")
  }

  @Test("call prints the text of the answer, exactly", .timeLimit(.minutes(1)))
  func callPrints() async throws {
    let message = "héllo \"wörld\" \\ 你好 👩‍👩‍👧 end"
    let arguments = JSONWriter.string(["message": .string(message)])
    let outcome = try await run(["call", "everything", "echo", arguments])
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.outputText == message + "\n", "\(outcome)")
    #expect(outcome.errors.isEmpty, "\(outcome)")
  }

  @Test("call takes its arguments from stdin, 1 MB of them", .timeLimit(.minutes(1)))
  func callReadsInput() async throws {
    let message = String(repeating: "0123456789abcdé\n", count: 1 << 16)
    let input = JSONWriter.string(["message": .string(message)])
    let outcome = try await run(["call", "everything", "echo", "-", "--json"], input: input)
    #expect(outcome.status == 0, "exit \(outcome.status): \(outcome.errorText)")
    #expect(try outcome.json()["content"]?[0]?["text"]?.string == message)
  }

  @Test("--json is one document with the whole result", .timeLimit(.minutes(1)))
  func callJSON() async throws {
    let outcome = try await run([
      "call", "everything", "echo", #"{"message":"a\u0000b"}"#, "--json",
    ])
    #expect(outcome.status == 0, "\(outcome)")
    let text = try outcome.json()["content"]?[0]?["text"]
    #expect(text == .string("a\u{0}b"), "\(outcome)")
  }

  @Test("what a tool refuses is exit code 5, and its words are printed", .timeLimit(.minutes(1)))
  func toolError() async throws {
    let outcome = try await run(["call", "task-orchestrator", "get_task", #"{"task_id":987654}"#])
    #expect(outcome.status == 5, "\(outcome)")
    #expect(outcome.outputText.contains("987654"), "\(outcome)")
  }

  @Test("an unknown tool is named, and so is the server", .timeLimit(.minutes(1)))
  func unknownTool() async throws {
    let outcome = try await run(["call", "everything", "no_such_tool", "{}"])
    #expect(outcome.status == 5, "\(outcome)")
    #expect(outcome.output.isEmpty, "\(outcome)")
    #expect(outcome.errorText.contains("no_such_tool"), "\(outcome)")
    #expect(outcome.errorText.contains("everything"), "\(outcome)")
  }

  @Test("under --json a failure is one JSON line on stderr", .timeLimit(.minutes(1)))
  func failureAsJSON() async throws {
    let outcome = try await run(["call", "nope", "echo", "{}", "--json"])
    #expect(outcome.status == 2 && outcome.output.isEmpty, "\(outcome)")
    let lines = outcome.errorText.split(separator: "\n")
    #expect(lines.count == 1, "\(outcome)")
    let failure = try JSONParser.parse(String(lines.first ?? ""))
    #expect(failure["code"]?.int == 2, "\(outcome)")
    for key in ["kind", "message", "why"] {
      #expect(failure[key]?.string?.isEmpty == false, "\(key): \(outcome)")
    }
  }

  @Test("tools lists what a server offers", .timeLimit(.minutes(1)))
  func tools() async throws {
    let outcome = try await run(["tools", "everything"])
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.outputText.contains("echo"), "\(outcome)")
    let json = try await run(["tools", "task-orchestrator", "--json"])
    #expect(json.status == 0, "\(json)")
    let names = Wanted.tools(in: try json.json()).compactMap { $0["name"]?.string }
    #expect(names.contains("create_task"), "\(names)")
  }

  @Test("completions name the verbs", .timeLimit(.minutes(1)), arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) async throws {
    let outcome = try await run(["completion", shell])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
    for word in ["mcp-cockpit", "validate", "serve"] {
      #expect(outcome.outputText.contains(word), "no \(word) for \(shell)")
    }
  }
}

@Suite("validate: files only, with file and line", .serialized)
struct ValidateTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test("a good configuration passes", .timeLimit(.minutes(1)))
  func good() async throws {
    let file = try scratch.configuration(["git": ["git-server", "--all"]])
    let outcome = try await Program.cockpit(["validate", file], in: scratch).run()
    #expect(outcome.status == 0, "\(outcome)")
  }

  @Test(
    "a bad configuration is refused with file and line", .timeLimit(.minutes(1)),
    arguments: [
      ("{\n  \"mcpServers\": {\n    \"a\": {\"command\": }\n  }\n}", 3),
      ("{\n  \"mcpServers\": {\n    \"a\": {\n      \"command\": 5\n    }\n  }\n}", 4),
      ("{\n  \"mcpServers\": {},\n  \"cockpit\": {\n    \"verson\": 1\n  }\n}", 4),
      ("{\n  \"mcpServers\": {\n    \"a\": {\"args\": []}\n  }\n}", 3),
      (
        """
        {
          "mcpServers": {"a": {"command": "a"}},
          "cockpit": {
            "version": 1,
            "defaults": {"ready": {"timeout": "soon"}}
          }
        }
        """, 5
      ),
      (
        """
        {
          "mcpServers": {"a": {"command": "a"}},
          "cockpit": {
            "version": 1,
            "servers": {
              "a": {"dependsOn": {"b": "ready"}}
            }
          }
        }
        """, 6
      ),
      ("", 1), ("[]", 1), ("{\"mcpServers\": []}", 1),
    ])
  func bad(text: String, line: Int) async throws {
    let file = try scratch.write(text, to: "bad.json")
    let outcome = try await Program.cockpit(["validate", file], in: scratch).run()
    #expect(outcome.status == 2, "\(text)\n\(outcome)")
    #expect(outcome.output.isEmpty, "\(text)\n\(outcome)")
    #expect(outcome.errorText.contains("bad.json:\(line)"), "\(text)\n\(outcome)")
  }
}

/// Where things stand in the JSON that the program prints.
enum Wanted {
  /// The tools of all servers in `tools --json`.
  static func tools(in document: JSONValue) -> [JSONValue] {
    (document["servers"]?.array ?? []).flatMap { $0["tools"]?.array ?? [] }
  }

  /// The server `name` in `ps --json`.
  static func server(_ name: String, in document: JSONValue) -> JSONValue? {
    document["servers"]?.array?.first { $0["name"]?.string == name }
  }
}
