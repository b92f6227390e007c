package import Basics
package import SessionLog

/// The life of one server as a pure state machine: inputs and the time in, effects out.
///
/// ```
///  resting ─start─▶ spawning ─spawned─▶ starting ─handshake─▶ ready
///     ▲                │                   │                    │   exit, stop, failure
///     │                ▼                   ▼                    ▼
///     └──decision── (spawn failed)      ending: stop sequence until the group is empty ─▶ decision
/// ```
///
/// - Every start is a generation. The next `spawn` is never asked for before the group of the one before
///   was reported empty, so two generations never live at once.
/// - Commands act at once: one that finds the server waiting or backing off ends the wait.
/// - Perform the effects in order, and feed what comes of them back after the last, never in between.
package struct ServerMachine: Sendable {
  /// Which handshakes to try. Source: MCP 2026-07-28, era detection.
  package enum Era: String, Sendable, Equatable {
    /// `server/discover` first; `initialize` when the server turns out to be older.
    case auto
    /// Only `server/discover`; only `initialize`.
    case modern, legacy
  }

  /// Everything about one server that shapes its life.
  package struct Settings: Sendable, Equatable {
    /// When it is started again.
    package var restart = RestartPolicy.Settings()
    /// How it is stopped.
    package var stop = StopSequence.Settings()
    /// How long a start may take until the handshake is complete (`ready.timeout`).
    package var readyTimeout = Duration.seconds(20)
    /// Which handshakes to try.
    package var era = Era.auto

    /// Makes the default settings.
    package init() {}
  }

  /// What can happen to a server. Those of a process go through ``handle(_:from:at:)``.
  package enum Input: Sendable, Equatable {
    /// Start now, whatever it was waiting for.
    case start
    /// Start once ``dependencyReady`` arrives; the words name what is missing: `context`.
    case waitForDependency(String)
    /// What it waited for is there.
    case dependencyReady
    /// End it for good; `by` is shown as `by you`.
    case stop(by: String)
    /// Stop, then start.
    case restart(by: String)
    /// SIGKILL to the group now, then as `stop`.
    case kill(by: String)
    /// Its configuration cannot work; `problem` is shown. Ends a running process.
    case misconfigured(problem: String)
    /// Its configuration turns it off. Ends a running process; a person may still start it.
    case disabled
    /// Its configuration is fine again.
    case configured
    /// The process asked for runs.
    case spawned(pid: Int32)
    /// It could not be started; the words of a ``SpawnError``.
    case spawnFailed(message: String, remedy: String)
    /// How far the handshake is: `server/discover sent`, `initialize sent`.
    case handshakeStep(String)
    /// The session is open, in this protocol revision.
    case handshakeSucceeded(revision: String)
    /// `wantsLegacyRespawn`: the server can only be asked again by the older handshake in a new process.
    case handshakeFailed(reason: String, wantsLegacyRespawn: Bool)
    /// stdout reached its end.
    case outputClosed
    /// The process ended and was reaped: a code or a signal.
    case exited(code: Int32?, signal: Int32?)
    /// Answers to ``Effect/verifyGroupEmpty``.
    case groupEmpty, groupNotEmpty
    /// An armed timer ran out.
    case timer(TimerKind)
  }

  /// The timers of one server; arming a running one replaces it.
  package enum TimerKind: String, Sendable, Hashable, CaseIterable {
    /// The handshake takes too long.
    case ready
    /// The next stage of the stop sequence.
    case stop
    /// Look at the group again.
    case verify
    /// The wait before a restart is over.
    case backoff
    /// stdout is closed and the process still runs.
    case closedOutput
  }

  /// What the shell has to do.
  package enum Effect: Sendable, Equatable {
    /// Start the process; answer `spawned` or `spawnFailed`.
    case spawn(generation: Int)
    /// Begin a session on the pipes of the new process, with the older handshake or the usual one.
    case beginSession(legacyHandshake: Bool)
    /// Calls in flight fail with this reason; the session ends.
    case endSession(reason: String)
    /// Close our end of its stdin.
    case closeInput
    /// Signal every process of its group and its stragglers.
    case signalGroup(Int32)
    /// Answer `groupEmpty` or `groupNotEmpty`.
    case verifyGroupEmpty
    /// Feed `timer` after this long; replaces a running timer of the kind.
    case arm(TimerKind, Duration)
    /// Forget a running timer.
    case disarm(TimerKind)
    /// Tell the world. `from` and `to` are equal when only the words changed.
    case transition(StateChange)
  }

  /// How the process of this generation is to be followed up once its group is empty.
  enum Next: Sendable, Equatable {
    case rest(ServerStatus, why: String, remedy: String?)
    case start(why: String)
    case startLegacy
    case decide(RestartPolicy.Ending, why: String, remedy: String?)
  }

  enum Phase: Sendable, Equatable {
    case resting, waiting, backingOff
    /// The order, if any, came while the process was being started.
    case spawning(order: Next?, forced: Bool)
    case starting, ready
    case ending(StopSequence, next: Next)
  }

  /// How long a process may outlive its stdout before that counts as a failure: an exit is often seen
  /// a moment after the end of output.
  package static let closedOutputGrace = Duration.milliseconds(500)

  /// The settings in force; changes count from the next step that needs them.
  package var settings: Settings {
    didSet { policy.settings = settings.restart }
  }
  /// The state as the world knows it.
  package internal(set) var status = ServerStatus.stopped
  /// The number of starts so far; 0 before the first.
  package internal(set) var generation = 0
  /// The process of this generation until its group is empty.
  package internal(set) var pid: Int32?
  var phase = Phase.resting
  var policy: RestartPolicy
  var effects: [Effect] = []
  var armed: Set<TimerKind> = []
  var handshake: String?
  /// Whether this generation uses the older handshake.
  var isLegacy = false
  /// Whether a process of this server has proved to be of the older kind.
  var isKnownLegacy = false
  private let sessionStart: MonotonicInstant

  /// Makes a stopped server. `seed` decides the jitter; `sessionStart` is what `retryAt` counts from.
  package init(settings: Settings = .init(), seed: UInt64, sessionStart: MonotonicInstant) {
    self.settings = settings
    self.sessionStart = sessionStart
    policy = RestartPolicy(settings: settings.restart, seed: seed)
  }

  /// Whether a process of this server may be alive, or is being started.
  package var hasProcess: Bool {
    switch phase {
    case .spawning, .starting, .ready, .ending: true
    case .resting, .waiting, .backingOff: false
    }
  }

  /// Whether nothing will happen until somebody asks for it.
  package var isAtRest: Bool { phase == .resting }

  /// How far the stop sequence is, while one is under way: who is holding it up.
  package var stopStage: StopSequence.Stage? {
    if case .ending(let sequence, _) = phase { sequence.stage } else { nil }
  }

  /// Applies an input of generation `generation`'s process or session; those of older ones are dropped.
  package mutating func handle(
    _ input: Input, from generation: Int, at now: MonotonicInstant
  ) -> [Effect] {
    generation == self.generation ? handle(input, at: now) : []
  }

  /// Applies one input and returns the effects, in the order to perform them.
  package mutating func handle(_ input: Input, at now: MonotonicInstant) -> [Effect] {
    effects = []
    switch input {
    case .start, .waitForDependency, .dependencyReady, .stop, .restart, .kill, .misconfigured,
      .disabled, .configured:
      obey(input, at: now)
    case .timer(let kind):
      if armed.remove(kind) != nil { timerFired(kind, at: now) }
    default:
      observe(input, at: now)
    }
    return effects
  }

  // MARK: Shared steps

  /// Asks for a process. The only place that does.
  mutating func spawn(legacy: Bool, why: String, at now: MonotonicInstant) {
    precondition(!hasProcess, "the process before is not gone yet")
    disarm(.backoff)
    generation += 1
    handshake = nil
    isLegacy = legacy
    phase = .spawning(order: nil, forced: false)
    move(to: .starting, why: why, at: now)
    effects.append(.spawn(generation: generation))
  }

  /// Whether a start from scratch uses the older handshake.
  var startsLegacy: Bool { settings.era == .legacy || (settings.era == .auto && isKnownLegacy) }

  mutating func arm(_ kind: TimerKind, _ duration: Duration) {
    armed.insert(kind)
    effects.append(.arm(kind, duration))
  }

  mutating func disarm(_ kind: TimerKind) {
    if armed.remove(kind) != nil { effects.append(.disarm(kind)) }
  }

  mutating func move(
    to status: ServerStatus, why: String, remedy: String? = nil, retryIn delay: Duration? = nil,
    revision: String? = nil, at now: MonotonicInstant
  ) {
    let change = StateChange(
      from: self.status, to: status, why: why, remedy: remedy,
      retryAt: delay.map { now - sessionStart + $0 }, restarts: policy.restarts(at: now),
      restartLimit: settings.restart.maximumRestarts, revision: revision, handshake: handshake)
    self.status = status
    effects.append(.transition(change))
  }
}
