import Basics
import SessionLog
import Supervision

/// A machine with a clock, and the words to check it in.
struct MachineDriver {
  var machine: ServerMachine
  var now = MonotonicInstant(nanoseconds: 1_000_000_000_000)
  var log: [ServerMachine.Effect] = []

  init(_ change: (inout ServerMachine.Settings) -> Void = { _ in }) {
    var settings = ServerMachine.Settings()
    settings.restart.jitter = 0
    change(&settings)
    machine = ServerMachine(settings: settings, seed: 1, sessionStart: now)
  }

  /// Feeds inputs one after the other; returns the effects of all of them.
  @discardableResult
  mutating func feed(_ inputs: ServerMachine.Input...) -> [ServerMachine.Effect] {
    let effects = inputs.flatMap { machine.handle($0, at: now) }
    log += effects
    return effects
  }

  mutating func pass(_ duration: Duration) { now = now + duration }

  /// Brings a stopped server to ready.
  mutating func makeReady() {
    feed(
      .start, .spawned(pid: 7), .handshakeStep("server/discover sent"),
      .handshakeSucceeded(revision: "2026-07-28"))
  }
}

extension [ServerMachine.Effect] {
  /// The state changes among them, as `to: why`.
  var moves: [String] {
    compactMap {
      if case .transition(let change) = $0 { "\(change.to): \(change.why)" } else { nil }
    }
  }

  /// Everything but the state changes.
  var deeds: [ServerMachine.Effect] {
    filter { if case .transition = $0 { false } else { true } }
  }

  var lastChange: StateChange? {
    last { if case .transition = $0 { true } else { false } }
      .flatMap { if case .transition(let change) = $0 { change } else { nil } }
  }
}
