import Basics
import SessionLog
import Supervision
import Testing

/// A small world around a machine: it holds at most one process, and breaks the rules only if the machine does.
private struct World {
  var machine: ServerMachine
  var random: SeededRandom
  var now = MonotonicInstant(nanoseconds: 0)
  var settings: ServerMachine.Settings
  var isLeaderAlive = false
  var groupSize = 0
  var awaitsSpawn = false
  var awaitsVerdict = false
  var sessionIsOpen = false
  var timers: [ServerMachine.TimerKind: MonotonicInstant] = [:]
  var broken: [String] = []

  init(seed: Int) {
    random = SeededRandom(seed: UInt64(seed))
    settings = ServerMachine.Settings()
    settings.restart.mode = RestartPolicy.Mode.allCases.randomElement(using: &random) ?? .always
    settings.restart.maximumRestarts = Int.random(in: 0...5, using: &random)
    machine = ServerMachine(settings: settings, seed: UInt64(seed), sessionStart: now)
  }

  mutating func feed(_ input: ServerMachine.Input) {
    for effect in machine.handle(input, at: now) { perform(effect) }
  }

  mutating func perform(_ effect: ServerMachine.Effect) {
    switch effect {
    case .spawn:
      if groupSize > 0 || isLeaderAlive || awaitsSpawn { broken.append("two generations live") }
      awaitsSpawn = true
    case .beginSession:
      if sessionIsOpen { broken.append("two sessions") }
      sessionIsOpen = true
    case .endSession:
      if !sessionIsOpen { broken.append("a session ended twice") }
      sessionIsOpen = false
    case .signalGroup(9):
      groupSize = 0
    case .arm(let kind, let delay):
      timers[kind] = now + delay
      let cap = settings.restart.maximumDelay * (1 + settings.restart.jitter)
      if kind == .backoff, delay < .zero || delay > cap { broken.append("delay \(delay)") }
    case .disarm(let kind):
      if timers.removeValue(forKey: kind) == nil { broken.append("\(kind) disarmed twice") }
    case .verifyGroupEmpty:
      awaitsVerdict = true
    case .closeInput, .signalGroup, .transition:
      break
    }
  }

  /// What the world answers to what it was asked, if anything.
  mutating func answer() -> ServerMachine.Input? {
    if awaitsSpawn {
      awaitsSpawn = false
      if Int.random(in: 0..<6, using: &random) == 0 {
        return .spawnFailed(message: "x: no", remedy: "y")
      }
      isLeaderAlive = true
      groupSize = Int.random(in: 1...3, using: &random)
      return .spawned(pid: 7)
    }
    if isLeaderAlive, groupSize == 0 || Int.random(in: 0..<12, using: &random) == 0 {
      isLeaderAlive = false
      groupSize = max(0, groupSize - 1)
      return Bool.random(using: &random)
        ? .exited(code: Int32.random(in: 0...2, using: &random), signal: nil)
        : .exited(code: nil, signal: 9)
    }
    if awaitsVerdict {
      awaitsVerdict = false
      return !isLeaderAlive && groupSize == 0 ? .groupEmpty : .groupNotEmpty
    }
    return nil
  }

  mutating func nextTimer() -> ServerMachine.Input? {
    guard
      let (kind, due) = timers.min(by: { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }
      )
    else { return nil }
    timers[kind] = nil
    now = max(now, due)
    return .timer(kind)
  }

  mutating func whim() -> ServerMachine.Input {
    switch Int.random(in: 0..<16, using: &random) {
    case 0, 1: .start
    case 2: .stop(by: "you")
    case 3: .restart(by: "you")
    case 4: .kill(by: "you")
    case 5: .waitForDependency("other")
    case 6: .dependencyReady
    case 7: .misconfigured(problem: "no")
    case 8: .configured
    case 9: .disabled
    case 10: .outputClosed
    case 11: .handshakeFailed(reason: "no", wantsLegacyRespawn: Bool.random(using: &random))
    case 12: .handshakeStep("server/discover sent")
    case 13, 14: .handshakeSucceeded(revision: "2026-07-28")
    default: .groupEmpty  // a false report, while somebody may live: only believed after the exit
    }
  }

  /// One step: an answer, a timer, or anything at all.
  mutating func step() {
    now = now + .milliseconds(Int.random(in: 0...400, using: &random))
    if Bool.random(using: &random), let input = answer() { return feed(input) }
    if Int.random(in: 0..<3, using: &random) == 0, let input = nextTimer() { return feed(input) }
    let input = whim()
    if input == .groupEmpty, groupSize > 0 || isLeaderAlive || awaitsVerdict { return }
    feed(input)
  }

  /// Lets the world answer and time pass until nothing is left to do.
  mutating func settle() {
    for _ in 0..<5000 {
      guard let input = answer() ?? nextTimer() else { return }
      feed(input)
    }
    broken.append("never settles")
  }
}

@Suite("Server machine, any order of events")
struct ServerMachinePropertyTests {
  @Test(
    "one generation at a time, sessions and timers in pairs, and a stop ends at rest",
    arguments: 0..<300)
  func anyOrder(seed: Int) {
    var world = World(seed: seed)
    for _ in 0..<400 { world.step() }
    #expect(world.broken == [], "seed \(seed)")
    world.feed(.configured)
    world.feed(.stop(by: "you"))
    world.settle()
    #expect(world.broken == [], "seed \(seed)")
    #expect(world.groupSize == 0 && !world.isLeaderAlive && !world.sessionIsOpen, "seed \(seed)")
    let resting: [ServerStatus] = [.stopped, .misconfigured, .disabled]
    #expect(resting.contains(world.machine.status), "seed \(seed)")
    #expect(world.machine.isAtRest && world.timers.isEmpty, "seed \(seed)")
  }
}
