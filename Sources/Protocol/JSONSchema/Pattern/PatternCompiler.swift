/// Turns the parts of a regular expression into programs.
struct PatternCompiler {
  /// In the order in which they must be run: inner ones first.
  private(set) var looks: [PatternLook] = []
  /// Instructions made so far, of all programs, with their sets.
  private(set) var size: Int
  private let maximumSize: Int
  private var instructions: [PatternProgram.Instruction] = []
  private var isBackward = false

  /// `size` is what the pattern costs besides its instructions.
  init(size: Int, maximumSize: Int) {
    self.size = size
    self.maximumSize = maximumSize
  }

  /// Compiles `syntax` into a program of its own; one that is run backwards has its parts in reverse order.
  mutating func compile(
    _ syntax: PatternSyntax, backward: Bool = false
  ) throws(PatternError) -> PatternProgram {
    let outer = (instructions, isBackward)
    (instructions, isBackward) = ([], backward)
    defer { (instructions, isBackward) = outer }
    try emit(syntax)
    try append(.match)
    var program = PatternProgram(instructions: instructions)
    if case .position(.start)? = instructions.first, !backward { program.isAnchored = true }
    return program
  }

  private mutating func append(_ instruction: PatternProgram.Instruction) throws(PatternError) {
    try charge(1)
    instructions.append(instruction)
  }

  private mutating func charge(_ cost: Int) throws(PatternError) {
    size += cost
    guard size <= maximumSize else {
      throw PatternError(
        "the pattern needs more than \(maximumSize) steps when its repetitions are written out",
        at: 0)
    }
  }

  private var next: Int32 { Int32(instructions.count) }

  private mutating func emit(_ syntax: PatternSyntax) throws(PatternError) {
    switch syntax {
    case .empty: break
    case .scalar(let scalar): try append(.scalar(scalar))
    case .set(let set): try append(.set(set))
    case .sequence(let parts):
      for part in isBackward ? parts.reversed() : parts { try emit(part) }
    case .choice(let choices): try emitChoice(choices)
    case .repeated(let part, let minimum, let maximum):
      try emitRepeated(part, minimum, maximum)
    case .position(let position): try append(.position(position))
    case .look(let part, let ahead, let negated):
      let program = try compile(part, backward: ahead)
      looks.append(PatternLook(program: program, isAhead: ahead))
      try append(.look(Int32(looks.count - 1), negated: negated))
    }
  }

  private mutating func emitChoice(_ choices: [PatternSyntax]) throws(PatternError) {
    var exits: [Int] = []
    for choice in choices.dropLast() {
      let split = instructions.count
      try append(.split(next + 1, 0))
      try emit(choice)
      exits.append(instructions.count)
      try append(.jump(0))
      instructions[split] = .split(Int32(split + 1), next)
    }
    if let last = choices.last { try emit(last) }
    for exit in exits { instructions[exit] = .jump(next) }
  }

  private mutating func emitRepeated(
    _ part: PatternSyntax, _ minimum: Int, _ maximum: Int?
  ) throws(PatternError) {
    var last = instructions.count
    for _ in 0..<minimum {
      last = instructions.count
      try emit(part)
      // What makes no instruction matches nothing, however often it is repeated.
      if instructions.count == last { return }
    }
    guard let maximum else {
      if minimum > 0 { return try append(.split(Int32(last), next + 1)) }
      return try emitLoop(part)
    }
    var splits: [Int] = []
    for _ in minimum..<maximum {
      splits.append(instructions.count)
      try append(.split(next + 1, 0))
      try emit(part)
    }
    for split in splits { instructions[split] = .split(Int32(split + 1), next) }
  }

  private mutating func emitLoop(_ part: PatternSyntax) throws(PatternError) {
    let split = instructions.count
    try append(.split(next + 1, 0))
    try emit(part)
    try append(.jump(Int32(split)))
    instructions[split] = .split(Int32(split + 1), next)
  }
}
