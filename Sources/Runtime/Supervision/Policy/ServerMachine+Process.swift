import Basics
import SessionLog

/// What processes, sessions and timers report.
extension ServerMachine {
  mutating func observe(_ input: Input, at now: MonotonicInstant) {
    switch (phase, input) {
    case (.spawning(let order, let forced), .spawned(let pid)):
      spawned(pid, order: order, forced: forced, at: now)
    case (.spawning(let order, _), .spawnFailed(let message, let remedy)):
      follow(order ?? .decide(.failed, why: message, remedy: remedy), at: now)
    case (.starting, .handshakeStep(let step)):
      handshake = step
      move(to: .starting, why: "handshake", at: now)
    case (.starting, .handshakeSucceeded(let revision)):
      handshakeSucceeded(revision, at: now)
    case (.starting, .handshakeFailed(let reason, let wantsLegacyRespawn)):
      handshakeFailed(reason, wantsLegacyRespawn: wantsLegacyRespawn, at: now)
    case (.starting, .outputClosed), (.ready, .outputClosed):
      arm(.closedOutput, Self.closedOutputGrace)
    case (.starting, .exited(let code, let signal)), (.ready, .exited(let code, let signal)):
      exitedByItself(code: code, signal: signal, at: now)
    case (.ending(_, let next), .exited(let code, let signal)):
      exitedWhileEnding(next, code: code, signal: signal)
    case (.ending(let sequence, let next), .groupEmpty) where sequence.leaderEnded:
      disarm(.stop)
      disarm(.verify)
      follow(next, at: now)
    case (.ending, .groupNotEmpty):
      perform { $0.groupIsPopulated() }
    default:
      break  // A report about something we have moved on from.
    }
  }

  mutating func timerFired(_ kind: TimerKind, at now: MonotonicInstant) {
    switch (kind, phase) {
    case (.ready, .starting):
      let why = "no handshake in \(Wording.duration(settings.readyTimeout))"
      fail(why, remedy: Wording.slowHandshake, at: now)
    case (.closedOutput, .starting), (.closedOutput, .ready):
      fail("closed its output", remedy: Wording.closedOutput, at: now)
    case (.backoff, .backingOff):
      let used = policy.restarts(at: now)
      let why = "restart \(used)/\(settings.restart.maximumRestarts)"
      spawn(legacy: startsLegacy, why: why, at: now)
    case (.stop, .ending): perform { $0.waitPassed() }
    case (.verify, .ending): effects.append(.verifyGroupEmpty)
    default: break
    }
  }

  // MARK: Starting

  private mutating func spawned(
    _ pid: Int32, order: Next?, forced: Bool, at now: MonotonicInstant
  ) {
    self.pid = pid
    handshake = "spawned"
    if let order {
      phase = .ending(StopSequence(settings: settings.stop), next: order)
      perform { $0.advance(to: forced ? .killing : .closingInput) }
      return
    }
    phase = .starting
    move(to: .starting, why: "handshake", at: now)
    arm(.ready, settings.readyTimeout)
    effects.append(.beginSession(legacyHandshake: isLegacy))
  }

  private mutating func handshakeSucceeded(_ revision: String, at now: MonotonicInstant) {
    disarm(.ready)
    phase = .ready
    handshake = "ready"
    isKnownLegacy = isLegacy
    policy.becameReady(at: now)
    move(to: .ready, why: "handshake", revision: revision, at: now)
  }

  private mutating func handshakeFailed(
    _ reason: String, wantsLegacyRespawn: Bool, at now: MonotonicInstant
  ) {
    guard wantsLegacyRespawn, mayTryLegacy else {
      return fail(reason, remedy: Wording.failedHandshake, at: now)
    }
    beginEnding(reason, next: .startLegacy, at: now)
  }

  /// One further start with the older handshake is due: not configured away, and not tried just now.
  private var mayTryLegacy: Bool { settings.era == .auto && !isLegacy }

  // MARK: Ending

  /// The process lives but is of no use: stop it, then let the restart policy decide.
  private mutating func fail(_ why: String, remedy: String, at now: MonotonicInstant) {
    move(to: .unhealthy, why: why, remedy: remedy, at: now)
    beginEnding(why, next: .decide(.failed, why: why, remedy: remedy), announce: false, at: now)
  }

  /// Ends the session and starts the stop sequence of a living process.
  mutating func beginEnding(
    _ reason: String, next: Next, stage: StopSequence.Stage = .closingInput, announce: Bool = true,
    at now: MonotonicInstant
  ) {
    leaveSession(reason, at: now)
    if announce { move(to: status, why: "stopping: \(reason)", at: now) }
    phase = .ending(StopSequence(settings: settings.stop), next: next)
    perform { $0.advance(to: stage) }
  }

  private mutating func leaveSession(_ reason: String, at now: MonotonicInstant) {
    policy.leftReady(at: now)
    if phase == .starting { isKnownLegacy = false }  // a verdict that fails is found out anew
    disarm(.ready)
    disarm(.closedOutput)
    effects.append(.endSession(reason: reason))
  }

  private mutating func exitedByItself(code: Int32?, signal: Int32?, at now: MonotonicInstant) {
    let why = Wording.exit(code: code, signal: signal)
    let wasReady = phase == .ready
    let diedOfProbe =
      !wasReady && handshake == "server/discover sent" && mayTryLegacy && !Self.cannotRun(code)
    let remedy = Wording.remedy(code: code, signal: signal, ready: wasReady)
    leaveSession(why, at: now)
    phase = .ending(
      StopSequence(settings: settings.stop, leaderEnded: true),
      next: diedOfProbe
        ? .startLegacy
        : .decide(
          Self.ending(code: code, signal: signal, ready: wasReady), why: why, remedy: remedy))
    effects.append(.verifyGroupEmpty)
  }

  /// An exit that was under way before we signalled explains more than what we were stopping it for.
  private mutating func exitedWhileEnding(_ next: Next, code: Int32?, signal: Int32?) {
    perform { $0.leaderDidEnd() }
    guard case .ending(let sequence, _) = phase, sequence.stage <= .closingInput else { return }
    let ending = Self.ending(code: code, signal: signal, ready: true)
    let better = Next.decide(
      ending, why: Wording.exit(code: code, signal: signal),
      remedy: Wording.remedy(code: code, signal: signal, ready: false))
    switch next {
    case .decide(.failed, _, _) where !policy.isSuccess(ending):
      phase = .ending(sequence, next: better)
    case .startLegacy where Self.cannotRun(code):
      phase = .ending(sequence, next: better)
    default: break
    }
  }

  /// Shells and env(1) exit so when they cannot run the program: no handshake will change that.
  private static func cannotRun(_ code: Int32?) -> Bool { code == 126 || code == 127 }

  /// An end before ready is a failure even with exit code 0: nobody asked for it.
  private static func ending(code: Int32?, signal: Int32?, ready: Bool) -> RestartPolicy.Ending {
    if let signal { return .signalled(signal) }
    return ready ? .exited(code: code ?? 0) : .failed
  }

  /// Advances the stop sequence and turns its steps into effects.
  mutating func perform(_ change: (inout StopSequence) -> [StopSequence.Step]) {
    guard case .ending(var sequence, let next) = phase else { return }
    let steps = change(&sequence)
    phase = .ending(sequence, next: next)
    for step in steps {
      switch step {
      case .closeInput: effects.append(.closeInput)
      case .signalGroup(let signal): effects.append(.signalGroup(signal))
      case .verify: effects.append(.verifyGroupEmpty)
      case .wait(let duration): arm(.stop, duration)
      case .verifyAfter(let duration): arm(.verify, duration)
      }
    }
  }

  /// Does what was to follow once no process is left.
  mutating func follow(_ next: Next, at now: MonotonicInstant) {
    pid = nil
    phase = .resting
    switch next {
    case .rest(let status, let why, let remedy):
      move(to: status, why: why, remedy: remedy, at: now)
    case .start(let why):
      spawn(legacy: startsLegacy, why: why, at: now)
    case .startLegacy:
      spawn(legacy: true, why: "older handshake", at: now)
    case .decide(let ending, let why, let remedy):
      decide(ending, why: why, remedy: remedy, at: now)
    }
  }

  private mutating func decide(
    _ ending: RestartPolicy.Ending, why: String, remedy: String?, at now: MonotonicInstant
  ) {
    switch policy.decide(ending, at: now) {
    case .restart(let delay, _, _):
      phase = .backingOff
      move(to: .backoff, why: why, remedy: remedy, retryIn: delay, at: now)
      arm(.backoff, delay)
    case .giveUp(let used, let limit):
      let advice = ["last: \(why)", remedy, Wording.startAgain].compactMap(\.self)
      move(
        to: .failed, why: "gave up \(used)/\(limit)", remedy: advice.joined(separator: "; "),
        at: now)
    case .leave(failed: true):
      let advice = [remedy, Wording.startAgain].compactMap(\.self)
      move(to: .failed, why: why, remedy: advice.joined(separator: "; "), at: now)
    case .leave(failed: false):
      move(to: .exited, why: why, at: now)
    }
  }
}
