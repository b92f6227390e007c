/// Runs programs over one text, all states of a program side by side, so that the time is at most the length
/// of the text times the size of the program, whatever the pattern.
struct PatternMatcher {
  private let text: UnsafeBufferPointer<UInt8>
  private let sets: UnsafeBufferPointer<ScalarSet>
  /// Room for three lists of states and for the step at which each state was last visited.
  private let room: UnsafeMutableBufferPointer<Int32>
  /// For each lookaround already run, whether it holds before each byte and at the end.
  private var marks: [[Bool]] = []
  /// States visited so far: what the caller's budget is charged for.
  private(set) var work = 0
  private let maximumWork: Int

  /// Why a run ended without an answer.
  struct TooMuchWork: Error {}

  /// The room a program of this many instructions needs.
  static func room(for size: Int) -> Int { 4 * size }

  /// Makes a matcher; the buffers must outlive it.
  init(
    _ text: UnsafeBufferPointer<UInt8>, sets: UnsafeBufferPointer<ScalarSet>,
    room: UnsafeMutableBufferPointer<Int32>, maximumWork: Int
  ) {
    self.text = text
    self.sets = sets
    self.room = room
    self.maximumWork = maximumWork
  }

  /// Whether `program` matches anywhere in the text.
  mutating func search(_ program: PatternProgram) throws(TooMuchWork) -> Bool {
    try charge(program.instructions.count / 8)
    var states = States(room, size: program.instructions.count)
    var position = 0
    while true {
      if position == 0 || !program.isAnchored { follow(0, in: program, at: position, &states) }
      if states.hasMatched { return true }
      if position == text.count || (program.isAnchored && states.count == 0) { return false }
      position = advance(program, from: position, backward: false, &states)
      if work > maximumWork { throw TooMuchWork() }
    }
  }

  /// Runs a lookaround and keeps where it holds, for the programs after it.
  mutating func mark(_ look: PatternLook) throws(TooMuchWork) {
    try charge(look.program.instructions.count / 8 + text.count / 8)
    var states = States(room, size: look.program.instructions.count)
    var found = [Bool](repeating: false, count: text.count + 1)
    let end = look.isAhead ? 0 : text.count
    var position = look.isAhead ? text.count : 0
    while true {
      follow(0, in: look.program, at: position, &states)
      found[position] = states.hasMatched
      if position == end { break }
      position = advance(look.program, from: position, backward: look.isAhead, &states)
      if work > maximumWork { throw TooMuchWork() }
    }
    marks.append(found)
  }

  private mutating func charge(_ cost: Int) throws(TooMuchWork) {
    work += cost
    if work > maximumWork { throw TooMuchWork() }
  }

  /// Lets every state consume the scalar at `position`; returns the place behind it.
  private mutating func advance(
    _ program: PatternProgram, from position: Int, backward: Bool, _ states: inout States
  ) -> Int {
    let (scalar, next) = backward ? scalar(before: position) : scalar(at: position)
    let old = states.startStep()
    work += old.count + 1
    for state in old {
      let isConsumed =
        switch program.instructions[Int(state)] {
        case .scalar(let expected): expected == scalar
        case .set(let set): sets[Int(set)].contains(scalar)
        default: false
        }
      if isConsumed { follow(state + 1, in: program, at: next, &states) }
    }
    return next
  }

  /// Adds the consuming states that can be reached from `start` without consuming anything.
  private mutating func follow(
    _ start: Int32, in program: PatternProgram, at position: Int, _ states: inout States
  ) {
    states.visit(start)
    while let state = states.popVisited() {
      work += 1
      switch program.instructions[Int(state)] {
      case .scalar, .set: states.append(state)
      case .split(let first, let second):
        states.visit(second)
        states.visit(first)
      case .jump(let target): states.visit(target)
      case .position(let place): if holds(place, at: position) { states.visit(state + 1) }
      case .look(let look, let negated):
        if marks[Int(look)][position] != negated { states.visit(state + 1) }
      case .match: states.hasMatched = true
      }
    }
  }

  private func holds(_ place: PatternPosition, at position: Int) -> Bool {
    switch place {
    case .start: position == 0
    case .end: position == text.count
    case .wordBoundary: isWordBoundary(position)
    case .noWordBoundary: !isWordBoundary(position)
    }
  }

  /// Word characters are ASCII, so a byte tells as much as a scalar.
  private func isWordBoundary(_ position: Int) -> Bool {
    let before = position > 0 && ScalarSet.word.contains(UInt32(text[position - 1]))
    let behind = position < text.count && ScalarSet.word.contains(UInt32(text[position]))
    return before != behind
  }

  /// The scalar that starts at `position` and where the next one starts; the text is valid UTF-8.
  @inline(__always)
  private func scalar(at position: Int) -> (UInt32, Int) {
    let first = UInt32(text[position])
    if first < 0x80 { return (first, position + 1) }
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    var value = first & (0x7F >> UInt32(length))
    for index in position + 1..<position + length {
      value = value << 6 | UInt32(text[index] & 0x3F)
    }
    return (value, position + length)
  }

  /// The scalar that ends at `position` and where it starts.
  private func scalar(before position: Int) -> (UInt32, Int) {
    var start = position - 1
    while text[start] & 0xC0 == 0x80 { start -= 1 }
    return (scalar(at: start).0, start)
  }
}

/// The states a program is in, and the work list to find those that follow. Every list has a place for each
/// state, which none can hold twice.
private struct States {
  private var current: UnsafeMutableBufferPointer<Int32>
  private var previous: UnsafeMutableBufferPointer<Int32>
  private let stack: UnsafeMutableBufferPointer<Int32>
  private let visited: UnsafeMutableBufferPointer<Int32>
  private(set) var count = 0
  private var stackCount = 0
  private var step: Int32 = 1
  /// Whether the end of the program was reached in this step.
  var hasMatched = false

  init(_ room: UnsafeMutableBufferPointer<Int32>, size: Int) {
    current = UnsafeMutableBufferPointer(rebasing: room[0..<size])
    previous = UnsafeMutableBufferPointer(rebasing: room[size..<2 * size])
    stack = UnsafeMutableBufferPointer(rebasing: room[2 * size..<3 * size])
    visited = UnsafeMutableBufferPointer(rebasing: room[3 * size..<4 * size])
    visited.update(repeating: 0)
  }

  /// Starts a new step with no states; returns those of the step before.
  mutating func startStep() -> Slice<UnsafeMutableBufferPointer<Int32>> {
    swap(&current, &previous)
    defer { count = 0 }
    hasMatched = false
    if step == .max {
      visited.update(repeating: 0)
      step = 0
    }
    step += 1
    return previous[0..<count]
  }

  /// Adds a consuming state.
  mutating func append(_ state: Int32) {
    current[count] = state
    count += 1
  }

  /// Puts a state on the work list unless it has been there in this step.
  mutating func visit(_ state: Int32) {
    if visited[Int(state)] == step { return }
    visited[Int(state)] = step
    stack[stackCount] = state
    stackCount += 1
  }

  /// Takes a state from the work list.
  mutating func popVisited() -> Int32? {
    guard stackCount > 0 else { return nil }
    stackCount -= 1
    return stack[stackCount]
  }
}
