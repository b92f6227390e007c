import Basics
import SessionLog

/// What people, dependencies and the configuration ask for.
extension ServerMachine {
  mutating func obey(_ input: Input, at now: MonotonicInstant) {
    switch input {
    case .start: start(why: "start", at: now)
    case .restart(let who): restart(by: who, at: now)
    case .stop(let who): end(.rest(.stopped, why: "by \(who)", remedy: nil), at: now)
    case .kill(let who):
      end(.rest(.stopped, why: "killed by \(who)", remedy: nil), forced: true, at: now)
    case .misconfigured(let problem):
      end(.rest(.misconfigured, why: problem, remedy: "correct its configuration"), at: now)
    case .disabled: end(.rest(.disabled, why: "by configuration", remedy: nil), at: now)
    case .configured:
      guard phase == .resting, status == .misconfigured || status == .disabled else { return }
      move(to: .stopped, why: "not started", at: now)
    case .waitForDependency(let missing): wait(for: missing, at: now)
    case .dependencyReady:
      if phase == .waiting { spawn(legacy: startsLegacy, why: "start", at: now) }
    default: break
    }
  }

  private mutating func start(why: String, at now: MonotonicInstant) {
    switch phase {
    case .resting where status == .misconfigured:
      move(to: .misconfigured, why: "cannot start", remedy: "correct its configuration", at: now)
    case .resting, .waiting, .backingOff:
      forgiveAll()
      spawn(legacy: startsLegacy, why: why, at: now)
    case .spawning:
      phase = .spawning(order: nil, forced: false)
    case .starting, .ready:
      break
    case .ending(let sequence, let next):
      forgiveAll()
      if next != .startLegacy { phase = .ending(sequence, next: .start(why: why)) }
    }
  }

  /// A person has taken the matter in hand: restarts count from zero and the era is found out anew.
  private mutating func forgiveAll() {
    policy.reset()
    isKnownLegacy = false
  }

  private mutating func restart(by who: String, at now: MonotonicInstant) {
    let why = "restart by \(who)"
    guard phase == .starting || phase == .ready else { return start(why: why, at: now) }
    forgiveAll()
    beginEnding(why, next: .start(why: why), at: now)
  }

  private mutating func wait(for missing: String, at now: MonotonicInstant) {
    switch phase {
    case .resting where status == .misconfigured: return
    case .resting, .backingOff, .waiting:
      disarm(.backoff)
      phase = .waiting
      move(to: .waiting, why: "for \(missing)", at: now)
    case .spawning, .starting, .ready, .ending: return
    }
  }

  /// Brings the server to rest as `next` says, through the stop sequence when there is a process.
  private mutating func end(_ next: Next, forced: Bool = false, at now: MonotonicInstant) {
    switch phase {
    case .resting:
      guard case .rest(let target, _, _) = next else { return }
      // Stopping what does not run must not hide why it cannot run.
      let isFinal = status == .misconfigured || status == .disabled
      if status != target, !(target == .stopped && isFinal) { follow(next, at: now) }
    case .waiting, .backingOff:
      disarm(.backoff)
      follow(next, at: now)
    case .spawning(_, let wasForced):
      phase = .spawning(order: next, forced: forced || wasForced)
    case .starting, .ready:
      guard case .rest(_, let why, _) = next else { return }
      beginEnding(why, next: next, stage: forced ? .killing : .closingInput, at: now)
    case .ending(let sequence, _):
      phase = .ending(sequence, next: next)
      if forced { perform { $0.advance(to: .killing) } }
    }
  }
}
