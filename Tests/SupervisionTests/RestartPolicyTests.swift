import Basics
import Supervision
import Testing

@Suite("Restart policy")
struct RestartPolicyTests {
  private func at(_ seconds: Double) -> MonotonicInstant {
    MonotonicInstant(nanoseconds: 0) + Duration(seconds: seconds)
  }

  private func policy(_ change: (inout RestartPolicy.Settings) -> Void = { _ in }) -> RestartPolicy
  {
    var settings = RestartPolicy.Settings()
    settings.jitter = 0
    change(&settings)
    return RestartPolicy(settings: settings, seed: 1)
  }

  private func delay(_ decision: RestartPolicy.Decision) -> Duration? {
    if case .restart(let delay, _, _) = decision { delay } else { nil }
  }

  @Test("waits double from half a second up to the cap")
  func delays() {
    var policy = policy { $0.maximumRestarts = 100 }
    let delays = (0..<9).map { delay(policy.decide(.failed, at: at(Double($0)))) }
    let expected = [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]
    #expect(delays == expected.map { .milliseconds($0) })
  }

  @Test("a long time in ready makes waits start over, a short one does not")
  func reset() {
    var policy = policy()
    _ = policy.decide(.failed, at: at(0))
    _ = policy.decide(.failed, at: at(1))
    policy.becameReady(at: at(10))
    #expect(delay(policy.decide(.failed, at: at(69))) == .seconds(2))
    policy.becameReady(at: at(100))
    #expect(delay(policy.decide(.failed, at: at(160))) == .milliseconds(500))
  }

  @Test("the window slides: old restarts are forgotten, recent ones fill it")
  func window() {
    var policy = policy { $0.maximumRestarts = 2 }
    _ = policy.decide(.failed, at: at(0))
    _ = policy.decide(.failed, at: at(200))
    #expect(policy.decide(.failed, at: at(299)) == .giveUp(used: 2, limit: 2))
    #expect(policy.decide(.failed, at: at(300)) == .restart(after: .seconds(2), used: 2, limit: 2))
    policy.reset()
    #expect(policy.restarts(at: at(300)) == 0)
  }

  @Test(
    "the mode and the success codes decide what is restarted",
    arguments: [
      (RestartPolicy.Mode.no, RestartPolicy.Ending.failed, "leave failed"),
      (.no, .exited(code: 0), "leave"),
      (.onFailure, .exited(code: 0), "leave"),
      (.onFailure, .exited(code: 130), "leave"),
      (.onFailure, .exited(code: 1), "restart"),
      (.onFailure, .signalled(15), "restart"),
      (.always, .exited(code: 0), "restart"),
    ])
  func modes(mode: RestartPolicy.Mode, ending: RestartPolicy.Ending, expected: String) {
    var policy = policy {
      $0.mode = mode
      $0.successExitCodes = [0, 130]
    }
    let word =
      switch policy.decide(ending, at: at(0)) {
      case .restart: "restart"
      case .giveUp: "give up"
      case .leave(let failed): failed ? "leave failed" : "leave"
      }
    #expect(word == expected)
  }

  @Test("jitter stays within its share, and the same seed gives the same waits", arguments: 0..<50)
  func jitter(seed: Int) {
    var settings = RestartPolicy.Settings()
    settings.maximumRestarts = 1000
    var first = RestartPolicy(settings: settings, seed: UInt64(seed))
    var second = RestartPolicy(settings: settings, seed: UInt64(seed))
    for _ in 0..<20 {
      let decision = first.decide(.failed, at: at(0))
      #expect(decision == second.decide(.failed, at: at(0)))
      let wait = delay(decision) ?? .zero
      #expect(wait >= .milliseconds(400) && wait <= .seconds(36), "seed \(seed)")
    }
  }

  @Test("odd settings still give sane waits")
  func oddSettings() {
    var policy = policy {
      $0.factor = 0
      $0.initialDelay = .seconds(90)
    }
    #expect(delay(policy.decide(.failed, at: at(0))) == .seconds(30))
    #expect(delay(policy.decide(.failed, at: at(0))) == .seconds(30))
  }
}
