import Basics
import JSON
import JSONRPC
import MCPSchema
import MCPServer
import Testing

@Suite("One task", .timeLimit(.minutes(1)))
struct TaskEntryTests {
  private static func entry(
    _ clock: StillClock = StillClock(), ttl: Int = 1000, changed: Journal = Journal()
  ) -> TaskEntry {
    TaskEntry(
      id: "t", owner: "", timeToLiveMs: ttl, pollIntervalMs: 5, clock: { clock.now },
      changed: { changed.note(.string($0.description(for: .v2026_07_28).status.rawValue)) })
  }

  private static func questions(_ keys: String...) -> [InputRequired.Question] {
    InputRequired(keys.map { (key: $0, request: .roots) }).questions
  }

  private static let answer = InputResponse.roots([])

  private static func text(_ ending: TaskEntry.Ending?) -> String {
    switch ending {
    case nil: "open"
    case .result(let result): result.isError ? "failed" : result.joinedText
    case .error(let error): "\(error.code)"
    case .cancelled: "cancelled"
    }
  }

  private static let endings: [TaskEntry.Ending] = [
    .result(.text("done")), .result(.failure("sorry")), .error(.internalError("oh")), .cancelled,
  ]

  @Test("ends once, whatever comes after", arguments: endings.indices, endings.indices)
  func once(first: Int, second: Int) {
    let changed = Journal()
    let entry = Self.entry(changed: changed)
    #expect(entry.ending == nil && entry.version == 0)
    entry.end(Self.endings[first])
    entry.end(Self.endings[second])
    #expect(Self.text(entry.ending) == Self.text(Self.endings[first]))
    #expect(changed.entries.count == 1 && entry.version == 1)
  }

  @Test("tells a failure of the tool in the words of each kind of task")
  func statuses() {
    for (ending, older, newer) in [
      (Self.endings[0], TaskStatus.completed, TaskStatus.completed),
      (Self.endings[1], .failed, .completed), (Self.endings[2], .failed, .failed),
      (Self.endings[3], .cancelled, .cancelled),
    ] {
      let entry = Self.entry()
      entry.end(ending)
      #expect(entry.description(for: .v2025_11_25).status == older)
      #expect(entry.description(for: .v2026_07_28).status == newer)
    }
  }

  @Test("is expired after its time, not before")
  func expiry() {
    let clock = StillClock()
    let entry = Self.entry(clock, ttl: 10)
    clock.advance(byMs: 10)
    #expect(!entry.isExpired)
    clock.advance(byMs: 1)
    #expect(entry.isExpired)
  }

  @Test("waits for every answer, in whatever order they come")
  func asking() async throws {
    let changed = Journal()
    let entry = Self.entry(changed: changed)
    async let answers = entry.ask(Self.questions("a", "b"))
    await changed.first(1)
    #expect(entry.questions.map(\.key) == ["a", "b"])
    entry.provide(["x": Self.answer, "b": Self.answer])
    #expect(entry.questions.map(\.key) == ["a"])
    entry.provide(["b": InputResponse(["roots": [["uri": "file:///late"]]])])
    entry.provide(["a": InputResponse(["roots": 1])])
    #expect(entry.questions.map(\.key) == ["a"], "no answer to anything open")
    entry.provide(["a": Self.answer])
    #expect(try await answers == ["a": Self.answer, "b": Self.answer])
    #expect(entry.questions.isEmpty)
    #expect(changed.entries == ["input_required", "input_required", "working"])
  }

  @Test("does not ask again what was answered")
  func again() async throws {
    let changed = Journal()
    let entry = Self.entry(changed: changed)
    async let first = entry.ask(Self.questions("a"))
    await changed.first(1)
    entry.provide(["a": Self.answer])
    _ = try await first
    #expect(try await entry.ask(Self.questions("a")) == ["a": Self.answer])
    async let both = entry.ask(Self.questions("a", "b"))
    await changed.first(3)
    #expect(entry.questions.map(\.key) == ["b"])
    entry.provide(["b": Self.answer])
    #expect(try await both.keys.sorted() == ["a", "b"])
  }

  @Test("asks one set of questions at a time, and none after its end")
  func exclusive() async throws {
    let changed = Journal()
    let entry = Self.entry(changed: changed)
    async let first = entry.ask(Self.questions("a"))
    await changed.first(1)
    await #expect(throws: CancellationError.self) { try await entry.ask(Self.questions("b")) }
    #expect(entry.questions.map(\.key) == ["a"])
    entry.end(.cancelled)
    do {
      _ = try await first
      Issue.record("nobody answered")
    } catch { #expect(error is CancellationError) }
    await #expect(throws: CancellationError.self) { try await entry.ask(Self.questions("c")) }
    #expect(entry.questions.isEmpty)
  }

  @Test("forgets its questions when whoever asked them gives up")
  func givenUp() async throws {
    let changed = Journal()
    let entry = Self.entry(changed: changed)
    await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        do {
          _ = try await entry.ask(Self.questions("a"))
          return false
        } catch {
          return error is CancellationError
        }
      }
      await changed.first(1)
      group.cancelAll()
      #expect(await group.next() == true)
    }
    #expect(entry.questions.isEmpty)
    #expect(entry.description(for: .v2026_07_28).status == .working)
    #expect(changed.entries == ["input_required", "working"])
  }

  @Test("does not ask for somebody who has given up already")
  func givenUpBefore() async {
    let changed = Journal()
    let entry = Self.entry(changed: changed)
    await withTaskGroup(of: Void.self) { group in
      group.cancelAll()
      group.addTask { _ = try? await entry.ask(Self.questions("a")) }
    }
    #expect(changed.entries.isEmpty && entry.questions.isEmpty)
  }

  @Test("misses no change between a look and the waiting for the next")
  func noLostChange() async {
    let entry = Self.entry()
    let seen = entry.version
    entry.end(.cancelled)
    await entry.change(since: seen)
    let other = Self.entry()
    let before = other.version
    async let answers = other.ask(Self.questions("a"))
    await other.change(since: before)
    #expect(!other.questions.isEmpty || other.version > before)
    other.provide(["a": Self.answer])
    _ = try? await answers
    await other.change(since: before)
  }

  @Test("whoever waits for a change can give up")
  func watcherGivesUp() async {
    let entry = Self.entry()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<5 { group.addTask { await entry.change(since: entry.version) } }
      group.cancelAll()
    }
    #expect(entry.ending == nil)
  }

  /// Answers whatever is asked until the task ends, or nobody wants that any more.
  private static func answerAll(_ entry: TaskEntry) async {
    while entry.ending == nil, !Task.isCancelled {
      let seen = entry.version
      for question in entry.questions { entry.provide([question.key: answer]) }
      if entry.ending == nil, entry.questions.isEmpty { await entry.change(since: seen) }
    }
  }

  /// What several tasks do to one entry at once, drawn from a seed.
  @Test("is told one truth, whoever ends, asks, answers and waits at once", arguments: 0..<200)
  func races(seed: UInt64) async {
    var random = SeededRandom(seed: seed)
    let changed = Journal()
    let entry = Self.entry(changed: changed)
    let plan = (0..<6).map { _ in Int.random(in: 0..<5, using: &random) } + [0]
    let cancels = Bool.random(using: &random)
    await withTaskGroup(of: String?.self) { group in
      group.addTask {
        do {
          for key in ["a", "b", "a"] { _ = try await entry.ask(Self.questions(key)) }
          entry.end(.result(.text("done")))
          return "done"
        } catch {
          // Whoever cancels a task ends it; here nobody else may be there to do it.
          entry.end(.cancelled)
          return "stopped"
        }
      }
      for step in plan {
        group.addTask {
          switch step {
          case 0, 1: await Self.answerAll(entry)
          case 2: entry.provide(["a": Self.answer, "b": Self.answer])
          case 3: entry.end(.error(.internalError("oh")))
          default: await entry.change(since: entry.version)
          }
          return nil
        }
      }
      if cancels { group.cancelAll() }
    }
    #expect(entry.ending != nil, "seed \(seed)")
    #expect(entry.questions.isEmpty, "seed \(seed)")
    let terminal = changed.entries.filter { $0 != "working" && $0 != "input_required" }
    #expect(!terminal.isEmpty && Set(terminal).count == 1, "seed \(seed) \(changed.entries)")
    #expect(entry.version == changed.entries.count, "seed \(seed)")
  }
}
