import JSON
import Testing

@Suite("Children that behave badly", .serialized)
struct FaultyChildTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// A way to misbehave and what `ps --json` says about it.
  struct Fault: Sendable, CustomTestStringConvertible {
    let mode: String
    /// The states it may settle in.
    let states: Set<String>
    /// Words of which one stands in the reason; none for a server that is ready.
    let why: [String]

    var testDescription: String { mode }
  }

  static let faults: [Fault] = [
    Fault(mode: "junk", states: failing, why: ["handshake", "answer", "ready"]),
    Fault(mode: "junk-then-serves", states: ["ready", "degraded"], why: []),
    Fault(mode: "exits", states: failing, why: ["exit 3", "exited with 3", "code 3", "status 3"]),
    Fault(mode: "silent", states: failing, why: ["handshake", "answer", "ready"]),
    Fault(mode: "stubborn", states: failing, why: ["handshake", "answer", "ready"]),
    Fault(mode: "grandchild", states: ["ready"], why: []),
    Fault(mode: "floods-stderr", states: ["ready"], why: []),
    Fault(mode: "closes-stdout", states: failing, why: ["closed", "output", "end of"]),
    Fault(
      mode: "long-line", states: failing, why: ["long", "line", "limit", "handshake", "answer"]),
  ]

  static let failing: Set<String> = ["failed", "exited", "unhealthy", "misconfigured", "stopped"]

  @Test(
    "is named with state and reason, within bounds, and leaves no process behind",
    .timeLimit(.minutes(1)), arguments: faults)
  func fault(_ fault: Fault) async throws {
    let config = try scratch.configuration(
      ["bad": ["/bin/sh", Machine.peer("faulty.sh"), fault.mode, Machine.binary]])
    let (outcome, server) = try await state(of: "bad", config)
    #expect(fault.states.contains(server["state"]?.string ?? ""), "\(outcome)")
    let why = server["why"]?.string ?? ""
    if !fault.why.isEmpty {
      #expect(fault.why.contains { why.lowercased().contains($0) }, "why: \(why)\n\(outcome)")
    }
    #expect(outcome.peakMemory < 250 << 10, "\(outcome.peakMemory) KiB")
    #expect(scratch.marked().isEmpty, "left running: \(scratch.marked())")
  }

  @Test("a program that is not there is named", .timeLimit(.minutes(1)))
  func missingBinary() async throws {
    let config = try scratch.configuration(["bad": ["/nowhere/at-all/server", "--flag"]])
    let (outcome, server) = try await state(of: "bad", config)
    #expect(Self.failing.contains(server["state"]?.string ?? ""), "\(outcome)")
    #expect(server["why"]?.string?.contains("/nowhere/at-all/server") == true, "\(outcome)")
  }

  @Test("one bad server does not hold up a good one", .timeLimit(.minutes(1)))
  func goodBesideBad() async throws {
    let faulty = ["/bin/sh", Machine.peer("faulty.sh")]
    let config = try scratch.configuration([
      "exits": faulty + ["exits"], "silent": faulty + ["silent"],
      "stubborn": faulty + ["stubborn"], "good": [Machine.binary, "serve", "everything"],
    ])
    let (outcome, good) = try await state(of: "good", config)
    #expect(good["state"]?.string == "ready", "\(outcome)")
    let call = try await Program.cockpit(
      ["call", "--config", config, "good", "echo", #"{"message":"still here"}"#], in: scratch
    ).run()
    #expect(call.outputText == "still here\n", "\(call)")
    #expect(scratch.marked().isEmpty, "left running: \(scratch.marked())")
  }

  private func state(of name: String, _ config: String) async throws -> (Outcome, JSONValue) {
    let outcome = try await Program.cockpit(
      ["ps", "--json", "--config", config, "--timeout", "20s"], in: scratch
    ).run()
    let isAllReady = try outcome.json()["servers"]?.array?.allSatisfy {
      $0["state"]?.string == "ready"
    }
    #expect(outcome.status == (isAllReady == true ? 0 : 6), "\(outcome)")
    let server = try #require(Wanted.server(name, in: try outcome.json()), "\(outcome)")
    return (outcome, server)
  }
}
