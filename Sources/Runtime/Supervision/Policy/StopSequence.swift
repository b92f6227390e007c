/// The way a server process and its group are ended: ask, tell, force, and look.
///
/// Close stdin → wait → signal the group → wait → SIGKILL the group → verify that it is empty. Only the
/// empty group ends the sequence; while something refuses to die, SIGKILL is repeated. Pure.
package struct StopSequence: Sendable, Equatable {
  /// The `stop` settings of a server; the defaults are the documented ones.
  package struct Settings: Sendable, Equatable {
    /// How long a server may take to end by itself once its stdin is closed.
    package var input = Duration.seconds(2)
    /// How long its group may take to end after `signal`.
    package var term = Duration.seconds(5)
    /// The polite signal; 15 is SIGTERM.
    package var signal: Int32 = 15

    /// Makes the default settings.
    package init() {}
  }

  /// How far the sequence has come.
  package enum Stage: Int, Sendable, Equatable, Comparable {
    /// Nothing was done yet: the process ended by itself and its group is being looked at.
    case looking
    /// stdin is closed; the process may end by itself.
    case closingInput
    /// The polite signal was sent to the group.
    case terminating
    /// SIGKILL was sent to the group.
    case killing

    /// Whether `left` comes earlier in the sequence.
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  /// One thing to do; a wait replaces the one before.
  package enum Step: Sendable, Equatable {
    /// Close our end of its stdin.
    case closeInput
    /// Signal every process of the group.
    case signalGroup(Int32)
    /// Look whether the group is empty.
    case verify
    /// Call `waitPassed` after this long.
    case wait(Duration)
    /// Look again after this long: nothing tells us when a grandchild ends.
    case verifyAfter(Duration)
  }

  /// SIGKILL is repeated this often for groups that grow while they die.
  package static let killAgainAfter = Duration.seconds(1)
  /// How often a group without leader is looked at.
  package static let lookEvery = Duration.milliseconds(20)

  /// How far it has come.
  package private(set) var stage = Stage.looking
  /// Whether the started process itself has ended.
  package private(set) var leaderEnded: Bool
  private let settings: Settings

  /// Makes a sequence for a process that still runs, or one that `leaderEnded` by itself.
  package init(settings: Settings, leaderEnded: Bool = false) {
    self.settings = settings
    self.leaderEnded = leaderEnded
  }

  /// Moves on to `target`; nothing happens when the sequence is there already or further.
  package mutating func advance(to target: Stage) -> [Step] {
    guard target > stage else { return [] }
    stage = target
    switch target {
    case .looking: return []
    case .closingInput: return [.closeInput, .wait(settings.input)]
    case .terminating: return [.signalGroup(settings.signal), .wait(settings.term)]
    case .killing: return forced()
    }
  }

  /// The process itself ended and was reaped.
  package mutating func leaderDidEnd() -> [Step] {
    leaderEnded = true
    return [.verify]
  }

  /// A look found the group still populated.
  ///
  /// Without its leader a group gets no time to react to a closed stdin: it is signalled at once.
  package mutating func groupIsPopulated() -> [Step] {
    guard leaderEnded else { return [] }
    return advance(to: .terminating) + [.verifyAfter(Self.lookEvery)]
  }

  /// The current wait passed: on to the next stage.
  package mutating func waitPassed() -> [Step] {
    switch stage {
    case .looking: advance(to: .terminating)
    case .closingInput: advance(to: .terminating)
    case .terminating: advance(to: .killing)
    case .killing: forced()
    }
  }

  private func forced() -> [Step] {
    [.signalGroup(9), .wait(Self.killAgainAfter)] + (leaderEnded ? [.verify] : [])
  }
}
