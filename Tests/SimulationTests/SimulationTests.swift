import JSON
import JSONRPC
import Testing

@Suite("Two sessions over faulty pipes")
struct SimulationTests {
  private func simulate(seed: UInt64, faults: FaultyPipe.Faults) -> Simulation {
    var simulation = Simulation(seed: seed, faults: faults, calls: 30)
    simulation.run()
    return simulation
  }

  @Test("each call is resolved exactly once, with its own answer", arguments: 0..<500)
  func resolvedOnce(seed: UInt64) {
    let simulation = simulate(seed: seed, faults: .rough)
    #expect(simulation.submitted.count == 30)
    #expect(Set(simulation.submitted).count == 30, "seed \(seed)")
    #expect(Set(simulation.resolutions.keys) == Set(simulation.submitted), "seed \(seed)")
    for (id, outcomes) in simulation.resolutions {
      #expect(outcomes.count == 1, "\(id.json), seed \(seed)")
      if case .result(let raw) = outcomes[0] {
        #expect(raw == RawJSON(["id": id.value]), "seed \(seed)")
      }
    }
    #expect(simulation.broken == [], "seed \(seed)")
    #expect(simulation.serving.isEmpty, "no work outlives the connection, seed \(seed)")
  }

  @Test("without faults nothing fails but what was given up", arguments: 0..<100)
  func noFaults(seed: UInt64) {
    let simulation = simulate(seed: seed, faults: .none)
    for (id, outcomes) in simulation.resolutions {
      switch outcomes[0] {
      case .result: break
      case .error(let error): Issue.record("\(id.json): \(error.message), seed \(seed)")
      case .failed(let error):
        #expect([.cancelled, .deadlineExceeded].contains(error.code), "\(id.json), seed \(seed)")
      }
    }
    #expect(simulation.broken == [], "seed \(seed)")
  }

  @Test("the same seed gives the same trace", arguments: 0..<50)
  func sameTrace(seed: UInt64) {
    let first = simulate(seed: seed, faults: .rough)
    #expect(first.trace == simulate(seed: seed, faults: .rough).trace)
    #expect(first.trace.count > 30)
  }

  @Test("different seeds meet every kind of end")
  func coverage() {
    var kinds: Set<String> = []
    for seed in 0..<100 as Range<UInt64> {
      for outcomes in simulate(seed: seed, faults: .rough).resolutions.values {
        switch outcomes[0] {
        case .result: kinds.insert("result")
        case .error: kinds.insert("error")
        case .failed(let error): kinds.insert("\(error.code)")
        }
      }
    }
    #expect(kinds.isSuperset(of: ["result", "cancelled", "deadlineExceeded", "closed"]))
  }
}
