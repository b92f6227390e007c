/// Decides which event of a recording is showing at a moment of playing.
///
/// Time is a parameter: `now` is any clock that only goes forward. Between events, silence longer
/// than `idleCap` plays as `idleCap`; the true time of the recording stays available. Pure.
package struct ReplayClock: Sendable, Equatable {
  /// How fast it plays.
  package enum Speed: Sendable, Equatable, CaseIterable {
    case quarter, half, normal, double, times4, times8, times16, times32, times64
    /// Everything at once.
    case maximum

    /// Playing seconds per second; infinite for `maximum`.
    package var factor: Double {
      switch self {
      case .quarter: 0.25
      case .half: 0.5
      case .normal: 1
      case .double: 2
      case .times4: 4
      case .times8: 8
      case .times16: 16
      case .times32: 32
      case .times64: 64
      case .maximum: .infinity
      }
    }

    /// As shown: `1/4×`, `8×`, `max`.
    package var text: String {
      switch self {
      case .quarter: "1/4×"
      case .half: "1/2×"
      case .maximum: "max"
      default: "\(Int(factor))×"
      }
    }

    fileprivate func moved(by steps: Int) -> Speed {
      let all = Self.allCases
      let place = (all.firstIndex(of: self) ?? 0) + steps
      return all[min(max(place, 0), all.count - 1)]
    }
  }

  /// How fast it plays; unchanged by pausing.
  package private(set) var speed = Speed.normal
  /// Whether time is running.
  package private(set) var isPlaying = false

  /// The events' times in the recording, never decreasing.
  private let times: [Duration]
  /// The same with silence cut down.
  private let playTimes: [Duration]
  /// Places of problems, ascending.
  private let problems: [Int]
  /// Playing time at `anchor`.
  private var position: Duration = .zero
  private var anchor: Duration = .zero
  /// How many events show, when stepping set it apart from the position.
  private var pinned: Int? = 0

  /// Makes a clock, paused before the first event.
  ///
  /// - Parameters:
  ///   - times: one per event; a time before its predecessor's counts as equal to it.
  ///   - problems: indexes of events that are errors; others than those of `times` are ignored.
  ///   - idleCap: the longest silence while playing.
  package init(times: [Duration], problems: [Int] = [], idleCap: Duration = .seconds(2)) {
    var monotonic: [Duration] = []
    var capped: [Duration] = []
    monotonic.reserveCapacity(times.count)
    capped.reserveCapacity(times.count)
    for time in times {
      let previous = monotonic.last ?? .zero
      let gap = max(.zero, time - previous)
      monotonic.append(previous + gap)
      capped.append((capped.last ?? .zero) + min(gap, idleCap))
    }
    self.times = monotonic
    playTimes = capped
    self.problems = problems.filter { times.indices.contains($0) }.sorted()
  }

  // MARK: - Reading

  /// How many events there are.
  package var count: Int { times.count }

  /// How many events show at `now`: 0 before the first, `count` at the end.
  package func shown(at now: Duration) -> Int {
    if let pinned { return pinned }
    return Self.firstIndex(in: playTimes) { $0 > played(at: now) }
  }

  /// The time in the recording at `now`: that of the last event showing, plus the silence since.
  package func recordedTime(at now: Duration) -> Duration {
    let shown = shown(at: now)
    guard shown > 0 else { return min(played(at: now), times.first ?? .zero) }
    let since = max(.zero, played(at: now) - playTimes[shown - 1])
    let limit = shown < count ? times[shown] : times[shown - 1]
    return min(times[shown - 1] + since, limit)
  }

  /// Whether the last event shows.
  package func isAtEnd(at now: Duration) -> Bool { shown(at: now) == count }

  /// When to look again: the moment the next event is due, nil when paused or at the end.
  package func nextDue(after now: Duration) -> Duration? {
    let shown = shown(at: now)
    guard isPlaying, shown < count else { return nil }
    guard speed != .maximum else { return now }
    return max(now, anchor + (playTimes[shown] - position) / speed.factor)
  }

  // MARK: - Playing

  /// Lets time run. At the end it starts over from the beginning.
  package mutating func play(at now: Duration) {
    guard !isPlaying else { return }
    if isAtEnd(at: now) { go(to: 0, now) }
    settle(at: now)
    pinned = nil
    isPlaying = true
  }

  /// Stops time.
  package mutating func pause(at now: Duration) {
    settle(at: now)
    isPlaying = false
  }

  /// Pauses or plays.
  package mutating func toggle(at now: Duration) {
    if isPlaying { pause(at: now) } else { play(at: now) }
  }

  /// Doubles the speed, up to `maximum`.
  package mutating func faster(at now: Duration) { change(to: speed.moved(by: 1), now) }

  /// Halves the speed, down to a quarter.
  package mutating func slower(at now: Duration) { change(to: speed.moved(by: -1), now) }

  /// Sets the speed.
  package mutating func change(to speed: Speed, _ now: Duration) {
    settle(at: now)
    self.speed = speed
  }

  // MARK: - Moving

  /// Shows so many events more (or fewer) and pauses.
  package mutating func step(by events: Int, at now: Duration) {
    let shown = shown(at: now)
    isPlaying = false
    let (target, overflow) = shown.addingReportingOverflow(events)
    go(to: overflow ? (events > 0 ? count : 0) : target, now)
  }

  /// Shows the event at `index` as the last one. Keeps playing if it was.
  package mutating func seek(toEvent index: Int, at now: Duration) {
    go(to: index >= count ? count : max(index, -1) + 1, now)
  }

  /// Shows everything up to `time` of the recording. Keeps playing if it was.
  package mutating func seek(to time: Duration, at now: Duration) {
    go(to: Self.firstIndex(in: times) { $0 > time }, now)
  }

  /// Moves by so much recorded time, forward or back.
  package mutating func seek(by time: Duration, at now: Duration) {
    seek(to: recordedTime(at: now) + time, at: now)
  }

  /// Shows the next problem as the last event; false when there is none further on.
  @discardableResult
  package mutating func seekNextProblem(at now: Duration) -> Bool {
    let shown = shown(at: now)
    let place = Self.firstIndex(in: problems) { $0 >= shown }
    guard place < problems.count else { return false }
    go(to: problems[place] + 1, now)
    return true
  }

  /// Shows the previous problem as the last event; false when there is none before.
  @discardableResult
  package mutating func seekPreviousProblem(at now: Duration) -> Bool {
    let shown = shown(at: now)
    let place = Self.firstIndex(in: problems) { $0 + 1 >= shown }
    guard place > 0 else { return false }
    go(to: problems[place - 1] + 1, now)
    return true
  }

  // MARK: - Helpers

  /// Playing time at `now`, never past the last event.
  private func played(at now: Duration) -> Duration {
    let last = playTimes.last ?? .zero
    guard isPlaying, now > anchor else { return min(position, last) }
    guard speed != .maximum else { return last }
    return min(position + (now - anchor) * speed.factor, last)
  }

  private mutating func settle(at now: Duration) {
    let shown = shown(at: now)
    position = played(at: now)
    anchor = now
    if !isPlaying || pinned != nil { pinned = shown }
  }

  private mutating func go(to shown: Int, _ now: Duration) {
    let shown = min(max(shown, 0), count)
    position = shown > 0 ? playTimes[shown - 1] : .zero
    anchor = now
    pinned = isPlaying ? nil : shown
  }

  /// The first index whose element fits; elements that fit come after those that do not.
  private static func firstIndex<Element>(
    in elements: [Element], where fits: (Element) -> Bool
  ) -> Int {
    var low = 0
    var high = elements.count
    while low < high {
      let middle = (low + high) / 2
      if fits(elements[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
