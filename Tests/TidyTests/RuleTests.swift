import Testing

@Suite("What the sources may not hold")
struct RuleTests {
  let files = Repository.sources + Repository.tests

  @Test("a rule holds everywhere", arguments: Rule.all)
  func holds(rule: Rule) {
    #expect(files.count > 50, "the sources were not found")
    check(
      files.filter { rule.applies($0.path) }.flatMap { file in
        rule.broken(file).map { Finding(path: file.path, line: $0, why: rule.name) }
      })
  }

  @Test("a rule fires on its bad samples and on nothing else", arguments: Rule.all)
  func ruleWorks(rule: Rule) {
    for text in rule.bad {
      #expect(rule.broken(SwiftSource(path: "Bad.swift", text: text)) == [1], "\(text)")
    }
    for text in rule.good {
      #expect(rule.broken(SwiftSource(path: "Good.swift", text: text)).isEmpty, "\(text)")
    }
    #expect(!rule.bad.isEmpty)
  }

  @Test("every unstructured task is on the list and says who owns it")
  func bareTasks() {
    check(
      Self.findings(
        files, allowed: BareTasks.allowed, lines: BareTasks.lines, proof: BareTasks.hasOwner,
        what: "a bare Task", proofName: "its owner in a comment on the line above"))
  }

  @Test("every unchecked promise is on the list and has its proof")
  func uncheckedPromises() {
    check(
      Self.findings(
        files, allowed: UncheckedPromises.allowed, lines: UncheckedPromises.lines,
        proof: UncheckedPromises.hasProof, what: "an unchecked promise",
        proofName: "a comment that starts `Safe:` beside it"))
  }

  @Test("task and promise rules tell bad from good")
  func countedRulesWork() {
    for line in [
      "Task {", "  let t = Task(priority: .high) { x }", "Task<Void, Never> {", "Task.init { }",
      "return Task { @MainActor in", "Task.immediate {",
    ] {
      #expect(BareTasks.starts(line), "\(line)")
    }
    for line in [
      "var task: Task<Void, Never> {", "func f() -> Task<Int, Never> {", "group.addTask {",
      "extension Task {", "withTask {", "Task.isCancelled { }",
    ] {
      #expect(!BareTasks.starts(line), "\(line)")
    }
    let text = "// Owner: the session.\nTask {}\nTask {}\n"
    let file = SwiftSource(path: "A.swift", text: text)
    let counted: [String: Int] = ["A.swift": 2, "Gone.swift": 1]
    let found = Self.findings(
      [file], allowed: counted, lines: BareTasks.lines, proof: BareTasks.hasOwner, what: "a task",
      proofName: "its owner")
    #expect(found.map(\.path) == ["A.swift", "Gone.swift"])

    let promise = SwiftSource(
      path: "B.swift",
      text: "// Safe: only the loop thread touches it.\nnonisolated(unsafe) var a = 1\n"
        + String(repeating: "\n", count: 6) + "final class C: @unchecked Sendable {}\n")
    #expect(UncheckedPromises.lines(in: promise) == [2, 9])
    #expect(UncheckedPromises.hasProof(promise, line: 2))
    #expect(!UncheckedPromises.hasProof(promise, line: 9))
  }

  @Test("comments and strings are not code, interpolations are")
  func blanking() {
    let text = ##"""
      let a = "print(\(print(1)))" // print(
      /* print( /* nested */ print( */ let b = #"print("\#(dump(2))"#
      let c = """
        print( \(try! x) "quoted" print(
        """; print(3)
      """##
    let code = SwiftSource(path: "A.swift", text: text).code
    #expect(code[0].filter { $0 != " " } == "leta=\"\\(print(1))\"")
    #expect(code[1].filter { $0 != " " } == "letb=#\"\\#(dump(2))\"#")
    #expect(code[3].filter { $0 != " " } == "\\(try!x)")
    #expect(code[4].hasSuffix("print(3)"))
  }

  /// Files with more or fewer of something than the list allows, and each that lacks its proof.
  static func findings(
    _ files: [SwiftSource], allowed: [String: Int], lines: (SwiftSource) -> [Int],
    proof: (SwiftSource, Int) -> Bool, what: String, proofName: String
  ) -> [Finding] {
    var findings: [Finding] = []
    for file in files {
      let found = lines(file)
      let expected = allowed[file.path] ?? 0
      if found.count != expected {
        findings.append(
          Finding(
            path: file.path, line: found.first,
            why: "\(what): \(found.count) here, the list in Rules.swift says \(expected)"))
      }
      findings += found.filter { !proof(file, $0) }.map {
        Finding(path: file.path, line: $0, why: "\(what) without \(proofName)")
      }
    }
    let paths = Set(files.map(\.path))
    findings += allowed.keys.filter { !paths.contains($0) }.map {
      Finding(path: $0, line: nil, why: "\(what): listed in Rules.swift, but there is no such file")
    }
    return findings
  }
}
