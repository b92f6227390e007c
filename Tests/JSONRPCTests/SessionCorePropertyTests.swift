import Basics
import JSON
import JSONRPC
import Testing

@Suite("What holds in a session whatever happens")
struct SessionCorePropertyTests {
  /// A core under random inputs, with everything it did.
  struct Plan {
    var random: SeededRandom
    var core: SessionCore
    var submitted: [RequestID] = []
    var served: [RequestID] = []
    var effects: [SessionCore.Effect] = []

    init(seed: UInt64) {
      random = SeededRandom(seed: seed)
      var limits = SessionCore.Limits()
      limits.maximumIncoming = 4
      limits.maximumOutgoing = 4
      core = SessionCore(limits: limits, answersStray: seed % 2 == 0)
    }

    mutating func run(steps: Int) {
      for _ in 0..<steps { apply(input()) }
      apply(.closed(reason: "the plan is over"))
      for _ in 0..<5 { apply(input()) }
    }

    private mutating func apply(_ input: SessionCore.Input) {
      if case .submit(_, _, _, let id) = input { submitted.append(id ?? core.nextID) }
      for effect in core.handle(input) {
        if case .serve(let id, _, _) = effect { served.append(id) }
        effects.append(effect)
      }
    }

    private mutating func input() -> SessionCore.Input {
      let id = RequestID.number(Int.random(in: 1...8, using: &random))
      let ours = submitted.randomElement(using: &random) ?? id
      let text: String
      switch Int.random(in: 0..<12, using: &random) {
      case 0, 1:
        let method = Bool.random(using: &random) ? "m" : "initialize"
        let timeout: Duration? = Bool.random(using: &random) ? .seconds(1) : nil
        return .submit(method: method, params: nil, timeout: timeout, id: nil)
      case 2: return .abandon(ours, reason: "plan")
      case 3: return .deadlinePassed(ours)
      case 4, 5: return .finished(served.randomElement(using: &random) ?? id, .result(RawJSON(1)))
      case 6: return .notify(method: "n", params: nil)
      case 7: text = #"{"jsonrpc":"2.0","id":\#(ours.json),"result":{}}"#
      case 8: text = #"{"jsonrpc":"2.0","id":\#(ours.json),"error":{"code":1,"message":"x"}}"#
      case 9:
        text =
          #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":\#(id.json)}}"#
      case 10: text = #"{"jsonrpc":"2.0","id":\#(id.json),"method":"m"}"#
      default:
        text =
          ["", "{", "[]", #"{"jsonrpc":"2.0","method":"n"}"#].randomElement(using: &random) ?? ""
      }
      return .received(Array(text.utf8))
    }
  }

  @Test("every call is resolved exactly once", arguments: 0..<200)
  func resolvedOnce(seed: UInt64) {
    var plan = Plan(seed: seed)
    plan.run(steps: 150)
    var resolutions: [RequestID: Int] = [:]
    for case .resolve(let id, _) in plan.effects { resolutions[id, default: 0] += 1 }
    #expect(Set(plan.submitted).count == plan.submitted.count, "ids are never used twice")
    #expect(Set(resolutions.keys) == Set(plan.submitted), "seed \(seed)")
    #expect(resolutions.values.allSatisfy { $0 == 1 }, "seed \(seed)")
    #expect(plan.core.outstanding.isEmpty && plan.core.incomingCount == 0, "seed \(seed)")
  }

  @Test("every deadline armed is disarmed, and none twice", arguments: 0..<200)
  func deadlines(seed: UInt64) {
    var plan = Plan(seed: seed)
    plan.run(steps: 150)
    var armed: Set<RequestID> = []
    for effect in plan.effects {
      if case .arm(let id, _) = effect { #expect(armed.insert(id).inserted, "seed \(seed)") }
      if case .disarm(let id) = effect { #expect(armed.remove(id) != nil, "seed \(seed)") }
    }
    #expect(armed.isEmpty, "seed \(seed)")
  }

  @Test("each request is answered or stopped once, and is silent after it", arguments: 0..<200)
  func answers(seed: UInt64) {
    var plan = Plan(seed: seed)
    plan.run(steps: 150)
    var serving: Set<RequestID> = []
    for effect in plan.effects {
      switch effect {
      case .serve(let id, _, _): #expect(serving.insert(id).inserted, "seed \(seed)")
      case .stopServing(let id): #expect(serving.remove(id) != nil, "seed \(seed)")
      case .send(.result(let id, _)): #expect(serving.remove(id) != nil, "seed \(seed)")
      default: break
      }
      #expect(serving.count <= 4, "seed \(seed)")
    }
    #expect(serving.isEmpty, "seed \(seed)")
  }

  @Test("the same seed gives the same effects", arguments: 0..<20)
  func deterministic(seed: UInt64) {
    var first = Plan(seed: seed)
    var second = Plan(seed: seed)
    first.run(steps: 100)
    second.run(steps: 100)
    #expect(first.effects == second.effects)
  }
}
