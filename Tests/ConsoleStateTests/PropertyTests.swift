import Basics
import ConsoleState
import JSON
import Screen
import SessionLog
import Testing

@Suite("Any input leaves the console standing")
struct PropertyTests {
  @Test(
    "random events, keys and sizes never trap, and the same inputs give the same state",
    .timeLimit(.minutes(1)), arguments: 0..<24)
  func anything(seed: Int) {
    let inputs = Plan(seed: UInt64(seed)).inputs(count: 300)
    var first = fresh(seed)
    var second = fresh(seed)
    for (index, input) in inputs.enumerated() {
      let commands = first.handle(input)
      #expect(commands == second.handle(input), "seed \(seed)")
      if index % 7 == 0 { #expect(first.screenModel() == second.screenModel(), "seed \(seed)") }
    }
    #expect(first == second, "seed \(seed)")
  }

  private func fresh(_ seed: Int) -> ConsoleState {
    ConsoleState(
      session: SessionInfo(
        name: "p", startedAtUnixSeconds: Double(seed), mode: seed % 5 == 0 ? .replay : .live,
        themes: ["dark"], ascii: seed % 2 == 0))
  }
}

/// Inputs drawn from a seed.
private struct Plan {
  private var random: SeededRandom
  private var number = 0
  private var time: Duration = .zero

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  func inputs(count: Int) -> [ConsoleEvent] {
    var plan = self
    return (0..<count).map { _ in plan.input() }
  }

  private mutating func pick<T>(_ values: [T]) -> T {
    values[Int.random(in: 0..<values.count, using: &random)]
  }

  private mutating func input() -> ConsoleEvent {
    switch Int.random(in: 0..<20, using: &random) {
    case 0:
      return .resized(
        Size(
          columns: pick([0, 1, 19, 40, 59, 80, 120, 200]), rows: pick([0, 2, 9, 16, 24, 40, 60])))
    case 1:
      time += .milliseconds(Int.random(in: 0..<40_000, using: &random))
      return .tick(time)
    case 2:
      return pick([
        .refused("no \u{1B}"), .themeApplied("dark"), .recording(.failed("full")), .restarted,
        .replay(ReplayStatus(position: time, length: .seconds(60), speed: 4, isPlaying: true)),
      ])
    case 3..<9: return .session((0..<Int.random(in: 1..<12, using: &random)).map { _ in event() })
    default: return .key(key())
    }
  }

  private mutating func key() -> Key {
    let letters = "hjklgGqrxXscf!vpym'{}=/&nNRzwt?:[]-0123569 \n\tab{}\"yd1"
    return pick(
      [
        .enter, .escape, .tab, .backTab, .up, .down, .left, .right, .pageUp, .pageDown, .home, .end,
        .backspace, .delete, .control("d"), .control("u"), .control("p"), .control("r"),
        .paste("{\"a\":\n1}"), .function(1), .wheelDown, .wheelUp,
      ] + letters.map { Key.character($0) })
  }

  private mutating func event() -> SessionEvent {
    number += 1
    time += .milliseconds(Int.random(in: 0..<900, using: &random))
    let server: String? = pick(["a", "b", "c", nil])
    return SessionEvent(
      number: number, time: time, server: server, generation: pick([0, 1, 2]), body: body())
  }

  private mutating func body() -> SessionEvent.Body {
    let id = Int.random(in: 0..<6, using: &random)
    let messages = [
      #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"graph","arguments":{"x":[1]}}}"#,
      #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/list"}"#,
      #"{"jsonrpc":"2.0","id":\#(id),"result":{"tools":[\#(Samples.createTask),\#(Samples.plain)]}}"#,
      #"{"jsonrpc":"2.0","id":\#(id),"result":{"structuredContent":\#(Samples.graph)}}"#,
      #"{"jsonrpc":"2.0","id":\#(id),"error":{"code":-1,"message":"no"}}"#,
      #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":\#(id)}}"#,
      #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":\#(id),"progress":1}}"#,
      "{", "[1]", "",
    ]
    switch Int.random(in: 0..<12, using: &random) {
    case 0:
      return .declared(
        ServerDeclaration(
          command: ["x"], directory: "/", environmentNames: [], origin: "test",
          taskGraphTool: "graph"))
    case 1: return .spawned(pid: 9)
    case 2: return .exited(code: pick([0, 1, nil]), signal: pick([nil, 9]))
    case 3: return .stderr(pick(["plain", "ERROR x", #"{"level":"warn"}"#, "\u{1B}[0m", ""]))
    case 4:
      let to = pick(ServerStatus.allCases)
      return .state(StateChange(from: .starting, to: to, why: "w", retryAt: time + .seconds(3)))
    case 5:
      return pick([
        .mark("m"), .gap(events: 3), .note(.error, "n"), .groupEmpty, .stray("s"),
        .spawnFailed("f"), .end(events: 1, gaps: 0), .cut(.serverToClient, bytes: 99, hash: "h"),
      ])
    default:
      return .message(
        pick([.clientToServer, .serverToClient]), RawJSON(bytes: Array(pick(messages).utf8)),
        origin: pick([.person, .cockpit, .pane]))
    }
  }
}
