import Basics
import JSON
import JSONRPC

/// A client and a server, each a `SessionCore`, joined by two faulty pipes on a virtual clock.
struct Simulation {
  enum Side: Int, Sendable { case client, server }

  /// Something that will happen at a moment of the virtual clock.
  private enum Event {
    case submit
    case abandon(RequestID)
    case finish(RequestID, serial: Int)
    case deadline(Side, RequestID)
    case hangUp
  }

  private(set) var now = MonotonicInstant(nanoseconds: 0)
  /// What happened, one line each: equal for equal seeds.
  private(set) var trace: [String] = []
  private(set) var submitted: [RequestID] = []
  private(set) var resolutions: [RequestID: [CallOutcome]] = [:]
  /// Requests being served: id → serial number of the work.
  private(set) var serving: [RequestID: Int] = [:]
  private(set) var broken: [String] = []

  private var random: SeededRandom
  private var cores = [SessionCore(answersStray: false), SessionCore(answersStray: true)]
  private var pipes: [FaultyPipe]
  private var agenda: [(due: MonotonicInstant, event: Event)] = []
  private var nextSerial = 0
  private var isOver: [Bool] = [false, false]

  init(seed: UInt64, faults: FaultyPipe.Faults, calls: Int) {
    random = SeededRandom(seed: seed)
    pipes = [
      FaultyPipe(seed: seed &+ 1_000_003, faults: faults),
      FaultyPipe(seed: seed &+ 2_000_003, faults: faults),
    ]
    for _ in 0..<calls { at(.milliseconds(Int.random(in: 0...20_000, using: &random)), .submit) }
    at(.seconds(60), .hangUp)
  }

  /// Runs until nothing is left to happen.
  mutating func run() {
    while let moment = nextMoment() {
      now = max(now, moment)
      for side in [Side.client, .server] { receive(side) }
      while let index = agenda.indices.min(by: { agenda[$0].due < agenda[$1].due }),
        agenda[index].due <= now
      {
        perform(agenda.remove(at: index).event)
      }
    }
  }

  private func nextMoment() -> MonotonicInstant? {
    (pipes.compactMap(\.nextArrival) + agenda.map(\.due)).min()
  }

  private mutating func at(_ delay: Duration, _ event: Event) {
    agenda.append((now + delay, event))
  }

  /// The pipe of index 0 leads to the server, that of index 1 to the client.
  private mutating func receive(_ side: Side) {
    let pipe = 1 - side.rawValue
    for event in pipes[pipe].read(at: now) {
      switch event {
      case .line(let bytes): handle(side, .received(bytes))
      case .oversized(let bytes, let start): handle(side, .oversized(bytes: bytes, start: start))
      }
    }
    if pipes[pipe].isClosed, !isOver[side.rawValue] { end(side) }
  }

  private mutating func end(_ side: Side) {
    isOver[side.rawValue] = true
    handle(side, .closed(reason: "the pipe closed"))
    pipes[side.rawValue].close(at: now)
  }

  private mutating func perform(_ event: Event) {
    switch event {
    case .submit:
      let timeout: Duration? = Bool.random(using: &random) ? .seconds(2) : nil
      submitted.append(cores[0].nextID)
      if Int.random(in: 0..<4, using: &random) == 0 {
        at(.milliseconds(Int.random(in: 0...900, using: &random)), .abandon(cores[0].nextID))
      }
      handle(.client, .submit(method: "work", params: nil, timeout: timeout, id: nil))
    case .abandon(let id): handle(.client, .abandon(id, reason: "no longer wanted"))
    case .finish(let id, let serial):
      guard serving[id] == serial else { return }
      serving[id] = nil
      handle(.server, .finished(id, .result(RawJSON(["id": id.value]))))
    case .deadline(let side, let id): handle(side, .deadlinePassed(id))
    case .hangUp: if !isOver[0] { end(.client) }
    }
  }

  private mutating func handle(_ side: Side, _ input: SessionCore.Input) {
    for effect in cores[side.rawValue].handle(input) {
      trace.append("\(now.nanoseconds / 1_000_000) \(side) \(effect)")
      perform(side, effect)
    }
  }

  private mutating func perform(_ side: Side, _ effect: SessionCore.Effect) {
    switch effect {
    case .send(let message):
      if case .result(let id, _) = message, side == .server, serving[id] != nil {
        broken.append("\(id.json) was answered while its work still runs")
      }
      var line: [UInt8] = []
      message.append(to: &line)
      pipes[side.rawValue].write(line, at: now)
    case .serve(let id, _, _):
      if serving[id] != nil { broken.append("\(id.json) is served twice at once") }
      serving[id] = nextSerial
      at(
        .milliseconds(Int.random(in: 0...3_000, using: &random)), .finish(id, serial: nextSerial))
      nextSerial += 1
    case .stopServing(let id):
      if serving.removeValue(forKey: id) == nil { broken.append("\(id.json) was not served") }
    case .resolve(let id, let outcome): resolutions[id, default: []].append(outcome)
    case .arm(let id, let delay): at(delay, .deadline(side, id))
    case .disarm, .deliver, .stray: break
    }
  }
}
