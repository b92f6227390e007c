package import Basics

/// Decides whether and when a server that ended is started again.
///
/// Pure: endings and the time go in, a decision comes out; the jitter comes from a seed.
package struct RestartPolicy: Sendable {
  /// When to start again by itself; the names are those of the configuration.
  package enum Mode: String, Sendable, Equatable, CaseIterable {
    /// Never; after a failure; after every ending.
    case no, onFailure, always
  }

  /// The `restart` settings of a server; the defaults are the documented ones.
  package struct Settings: Sendable, Equatable {
    /// Which endings are followed by a restart.
    package var mode = Mode.onFailure
    /// The wait before the first restart in a row.
    package var initialDelay = Duration.milliseconds(500)
    /// What each further wait is multiplied with; at least 1.
    package var factor = 2.0
    /// The longest wait, before jitter.
    package var maximumDelay = Duration.seconds(30)
    /// The share by which a wait may differ from the plan either way, 0…1.
    package var jitter = 0.2
    /// How many restarts are allowed within `window`; one more ending gives up.
    package var maximumRestarts = 8
    /// The span, back from now, in which restarts are counted.
    package var window = Duration.seconds(300)
    /// After this long in ready, waits start from `initialDelay` again.
    package var resetAfter = Duration.seconds(60)
    /// Exit codes that are no failure.
    package var successExitCodes: Set<Int32> = [0]

    /// Makes the default settings.
    package init() {}
  }

  /// How a server ended, as far as the policy cares.
  package enum Ending: Sendable, Equatable {
    /// It ended by itself.
    case exited(code: Int32)
    /// A signal ended it.
    case signalled(Int32)
    /// It never started, never became ready, or fell silent and was stopped for it.
    case failed
  }

  /// What to do now.
  package enum Decision: Sendable, Equatable {
    /// Start again after `delay`; this is restart `used` of at most `limit` in the window.
    case restart(after: Duration, used: Int, limit: Int)
    /// The window is full: only a person starts it again.
    case giveUp(used: Int, limit: Int)
    /// The policy does not start it again; `failed` tells a failure from an orderly end.
    case leave(failed: Bool)
  }

  /// The settings in force; a new value counts from the next ending.
  package var settings: Settings
  private var random: SeededRandom
  private var recent: [MonotonicInstant] = []
  private var inARow = 0
  private var readySince: MonotonicInstant?

  /// Makes a policy with nothing in its history; the same `seed` gives the same jitter.
  package init(settings: Settings = .init(), seed: UInt64) {
    self.settings = settings
    random = SeededRandom(seed: seed)
  }

  /// Restarts within the window that ends at `now`.
  package func restarts(at now: MonotonicInstant) -> Int {
    recent.count { now - $0 < settings.window }
  }

  /// Notes that the server became ready.
  package mutating func becameReady(at now: MonotonicInstant) { readySince = now }

  /// Notes that the server is no longer ready; long enough in ready forgives earlier endings in a row.
  package mutating func leftReady(at now: MonotonicInstant) {
    if let since = readySince, now - since >= settings.resetAfter { inARow = 0 }
    readySince = nil
  }

  /// Forgets the history: a person has taken the matter in hand.
  package mutating func reset() {
    recent = []
    inARow = 0
  }

  /// Whether `ending` is an orderly one.
  package func isSuccess(_ ending: Ending) -> Bool {
    if case .exited(let code) = ending { settings.successExitCodes.contains(code) } else { false }
  }

  /// Decides about an ending at `now`, and counts the restart it grants.
  package mutating func decide(_ ending: Ending, at now: MonotonicInstant) -> Decision {
    leftReady(at: now)
    let success = isSuccess(ending)
    let wanted =
      switch settings.mode {
      case .no: false
      case .onFailure: !success
      case .always: true
      }
    guard wanted else { return .leave(failed: !success) }
    recent.removeAll { now - $0 >= settings.window }
    let limit = settings.maximumRestarts
    guard recent.count < limit else { return .giveUp(used: recent.count, limit: limit) }
    recent.append(now)
    let delay = nextDelay()
    inARow += 1
    return .restart(after: delay, used: recent.count, limit: limit)
  }

  /// initial × factor^n, capped, then moved by up to ±jitter.
  private mutating func nextDelay() -> Duration {
    let cap = max(0, settings.maximumDelay.seconds)
    var planned = min(max(0, settings.initialDelay.seconds), cap)
    for _ in 0..<inARow where planned > 0 && planned < cap {
      let next = min(planned * max(1, settings.factor), cap)
      if next == planned { break }
      planned = next
    }
    let share = min(max(0, settings.jitter), 1)
    return Duration(seconds: planned * (1 + Double.random(in: -share...share, using: &random)))
  }
}
