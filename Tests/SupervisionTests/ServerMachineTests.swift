import Basics
import SessionLog
import Supervision
import Testing

@Suite("Server machine")
struct ServerMachineTests {
  @Test("a start spawns, greets, and is ready by handshake")
  func start() {
    var driver = MachineDriver()
    #expect(driver.feed(.start).deeds == [.spawn(generation: 1)])
    let begun = driver.feed(.spawned(pid: 7))
    #expect(begun.deeds == [.arm(.ready, .seconds(20)), .beginSession(legacyHandshake: false)])
    #expect(driver.machine.pid == 7)
    let stepped = driver.feed(.handshakeStep("server/discover sent"))
    #expect(stepped.lastChange?.handshake == "server/discover sent")
    let ready = driver.feed(.handshakeSucceeded(revision: "2026-07-28"))
    #expect(ready.deeds == [.disarm(.ready)])
    #expect(ready.moves == ["ready: handshake"])
    #expect(ready.lastChange?.revision == "2026-07-28")
    #expect(driver.machine.status == .ready)
  }

  @Test(
    "stop goes from closed input over signals to the empty group, and only then reports stopped")
  func stop() {
    var driver = MachineDriver()
    driver.makeReady()
    #expect(
      driver.feed(.stop(by: "you")).deeds
        == [.endSession(reason: "by you"), .closeInput, .arm(.stop, .seconds(2))])
    #expect(driver.feed(.timer(.stop)).deeds == [.signalGroup(15), .arm(.stop, .seconds(5))])
    #expect(driver.feed(.timer(.stop)).deeds == [.signalGroup(9), .arm(.stop, .seconds(1))])
    #expect(driver.feed(.exited(code: nil, signal: 9)).deeds == [.verifyGroupEmpty])
    #expect(driver.machine.status == .ready)
    #expect(driver.feed(.groupNotEmpty).deeds == [.arm(.verify, .milliseconds(20))])
    #expect(driver.feed(.timer(.verify)).deeds == [.verifyGroupEmpty])
    let ended = driver.feed(.groupEmpty)
    #expect(ended.moves == ["stopped: by you"])
    #expect(ended.deeds == [.disarm(.stop)])
    #expect(!driver.machine.hasProcess)
  }

  @Test("kill goes to SIGKILL at once, also in the middle of a stop")
  func kill() {
    var driver = MachineDriver()
    driver.makeReady()
    #expect(driver.feed(.kill(by: "you")).deeds.contains(.signalGroup(9)))
    driver.feed(.exited(code: nil, signal: 9), .groupEmpty)
    #expect(driver.log.moves.last == "stopped: killed by you")

    driver.makeReady()
    driver.feed(.stop(by: "you"))
    #expect(driver.feed(.kill(by: "you")).deeds == [.signalGroup(9), .arm(.stop, .seconds(1))])
  }

  @Test("restart stops first, then starts the next generation")
  func restart() {
    var driver = MachineDriver()
    driver.makeReady()
    #expect(driver.feed(.restart(by: "you")).deeds.contains(.closeInput))
    #expect(driver.feed(.exited(code: 0, signal: nil)).deeds == [.verifyGroupEmpty])
    #expect(driver.feed(.groupEmpty).deeds == [.disarm(.stop), .spawn(generation: 2)])
    #expect(driver.log.moves.last == "starting: restart by you")
  }

  @Test("a crash backs off with the exit as the reason, and the wait starts the next generation")
  func crash() {
    var driver = MachineDriver()
    driver.makeReady()
    driver.pass(.milliseconds(400))
    driver.feed(.exited(code: 128, signal: nil))
    let effects = driver.feed(.groupEmpty)
    #expect(effects.moves == ["backoff: exit 128"])
    #expect(effects.deeds == [.arm(.backoff, .milliseconds(500))])
    #expect(effects.lastChange?.retryAt == .milliseconds(900))
    #expect(effects.lastChange?.restarts == 1)
    #expect(effects.lastChange?.restartLimit == 8)
    #expect(driver.feed(.timer(.backoff)).deeds == [.spawn(generation: 2)])
    #expect(driver.log.moves.last == "starting: restart 1/8")
  }

  @Test("after too many restarts in the window it gives up, and only a person starts it again")
  func givesUp() {
    var driver = MachineDriver()
    driver.feed(.start)
    for _ in 0..<9 {
      driver.feed(.spawned(pid: 7), .exited(code: 1, signal: nil), .groupEmpty, .timer(.backoff))
    }
    #expect(driver.machine.status == .failed)
    #expect(driver.log.moves.last == "failed: gave up 8/8")
    #expect(
      driver.log.lastChange?.remedy?.hasSuffix("press s to start it again after fixing it") == true)
    #expect(driver.feed(.timer(.backoff), .groupEmpty) == [])
    #expect(driver.feed(.start).deeds == [.spawn(generation: 10)])
    #expect(driver.log.lastChange?.restarts == 0)
  }

  @Test("an orderly exit rests as exited under onFailure, and restarts under always")
  func orderlyExit() {
    var driver = MachineDriver()
    driver.makeReady()
    driver.feed(.exited(code: 0, signal: nil), .groupEmpty)
    #expect(driver.log.moves.last == "exited: exit 0")

    driver = MachineDriver { $0.restart.mode = .always }
    driver.makeReady()
    driver.feed(.exited(code: 0, signal: nil), .groupEmpty)
    #expect(driver.log.moves.last == "backoff: exit 0")
  }

  @Test(
    "dying of the modern probe earns one start with the older handshake, not counted as a crash")
  func legacyRespawn() {
    var driver = MachineDriver()
    driver.feed(.start, .spawned(pid: 7), .handshakeStep("server/discover sent"))
    driver.feed(.exited(code: 1, signal: nil))
    #expect(driver.feed(.groupEmpty).deeds == [.spawn(generation: 2)])
    #expect(driver.feed(.spawned(pid: 8)).deeds.contains(.beginSession(legacyHandshake: true)))
    #expect(driver.log.lastChange?.restarts == 0)
    driver.feed(.handshakeStep("initialize sent"), .exited(code: 1, signal: nil), .groupEmpty)
    #expect(driver.log.moves.last == "backoff: exit 1")
    driver.feed(.timer(.backoff))
    #expect(driver.feed(.spawned(pid: 9)).deeds.contains(.beginSession(legacyHandshake: false)))
  }

  @Test("a server that proved older is greeted the older way on its next restart")
  func legacyRemembered() {
    var driver = MachineDriver()
    driver.feed(.start, .spawned(pid: 7))
    driver.feed(.handshakeFailed(reason: "closed", wantsLegacyRespawn: true))
    #expect(driver.log.deeds.suffix(2) == [.closeInput, .arm(.stop, .seconds(2))])
    driver.feed(.exited(code: 0, signal: nil), .groupEmpty, .spawned(pid: 8))
    driver.feed(.handshakeSucceeded(revision: "2025-11-25"))
    driver.feed(.exited(code: 3, signal: nil), .groupEmpty, .timer(.backoff))
    #expect(driver.feed(.spawned(pid: 9)).deeds.contains(.beginSession(legacyHandshake: true)))
  }

  @Test("a command that cannot run is not tried with another handshake")
  func cannotRun() {
    var driver = MachineDriver()
    driver.feed(.start, .spawned(pid: 7), .handshakeStep("server/discover sent"))
    driver.feed(.exited(code: 127, signal: nil), .groupEmpty)
    #expect(driver.log.moves.last == "backoff: exit 127")
    #expect(driver.log.lastChange?.remedy?.contains("PATH") == true)
  }

  @Test("a handshake that takes too long stops the process and names the setting to raise")
  func slowHandshake() {
    var driver = MachineDriver()
    driver.feed(.start, .spawned(pid: 7))
    let effects = driver.feed(.timer(.ready))
    #expect(effects.moves == ["unhealthy: no handshake in 20s"])
    #expect(effects.lastChange?.remedy?.contains("cockpit.defaults.ready.timeout") == true)
    #expect(effects.deeds.suffix(2) == [.closeInput, .arm(.stop, .seconds(2))])
    driver.feed(.exited(code: 0, signal: nil), .groupEmpty)
    #expect(driver.log.moves.last == "backoff: no handshake in 20s")
  }

  @Test("closing stdout and living on is a failure; closing it while exiting is just the exit")
  func closedOutput() {
    var driver = MachineDriver()
    driver.makeReady()
    #expect(driver.feed(.outputClosed).deeds == [.arm(.closedOutput, .milliseconds(500))])
    #expect(driver.feed(.timer(.closedOutput)).moves == ["unhealthy: closed its output"])
    driver.feed(.timer(.stop), .exited(code: nil, signal: 15), .groupEmpty)
    #expect(driver.log.moves.last == "backoff: closed its output")

    driver = MachineDriver()
    driver.makeReady()
    driver.feed(.outputClosed)
    #expect(driver.feed(.exited(code: 2, signal: nil)).deeds.contains(.disarm(.closedOutput)))
    driver.feed(.groupEmpty)
    #expect(driver.log.moves.last == "backoff: exit 2")
  }

  @Test("a failed handshake that was an exit in progress is told as that exit")
  func exitExplains() {
    var driver = MachineDriver()
    driver.feed(.start, .spawned(pid: 7), .handshakeStep("initialize sent"))
    driver.feed(.handshakeFailed(reason: "connection closed", wantsLegacyRespawn: false))
    driver.feed(.exited(code: 128, signal: nil), .groupEmpty)
    #expect(driver.log.moves.last == "backoff: exit 128")
  }

  @Test("processes left behind by an exit are ended before anything else happens")
  func leftovers() {
    var driver = MachineDriver()
    driver.makeReady()
    #expect(driver.feed(.exited(code: 1, signal: nil)).deeds.last == .verifyGroupEmpty)
    #expect(
      driver.feed(.groupNotEmpty).deeds
        == [.signalGroup(15), .arm(.stop, .seconds(5)), .arm(.verify, .milliseconds(20))])
    #expect(
      driver.feed(.timer(.stop)).deeds
        == [.signalGroup(9), .arm(.stop, .seconds(1)), .verifyGroupEmpty])
    #expect(driver.feed(.groupEmpty).moves == ["backoff: exit 1"])
  }

  @Test("commands to a waiting server act at once")
  func commandsWhileWaiting() {
    var driver = MachineDriver()
    driver.makeReady()
    driver.feed(.exited(code: 1, signal: nil), .groupEmpty)
    #expect(driver.feed(.restart(by: "you")).deeds == [.disarm(.backoff), .spawn(generation: 2)])

    driver = MachineDriver()
    #expect(driver.feed(.waitForDependency("context")).moves == ["waiting: for context"])
    #expect(driver.feed(.stop(by: "you")).moves == ["stopped: by you"])
    driver.feed(.waitForDependency("context"))
    #expect(driver.feed(.dependencyReady).deeds == [.spawn(generation: 1)])
  }

  @Test(
    "an order that arrives while the process is being started is carried out as soon as it runs")
  func orderWhileSpawning() {
    var driver = MachineDriver()
    driver.feed(.start, .stop(by: "you"))
    #expect(driver.feed(.spawned(pid: 7)).deeds == [.closeInput, .arm(.stop, .seconds(2))])
    driver.feed(.exited(code: 0, signal: nil), .groupEmpty)
    #expect(driver.log.moves.last == "stopped: by you")
  }

  @Test("a spawn failure shows its words and remedy, and follows the policy")
  func spawnFailure() {
    var driver = MachineDriver { $0.restart.mode = .no }
    driver.feed(.start)
    let effects = driver.feed(
      .spawnFailed(message: "x: command not found in PATH=/bin", remedy: "check the spelling"))
    #expect(effects.moves == ["failed: x: command not found in PATH=/bin"])
    #expect(
      effects.lastChange?.remedy
        == "check the spelling; press s to start it again after fixing it")
  }

  @Test("a misconfigured server says so, cannot be started, and recovers when configured")
  func misconfigured() {
    var driver = MachineDriver()
    driver.makeReady()
    driver.feed(.misconfigured(problem: "${DB} is not set"))
    driver.feed(.exited(code: 0, signal: nil), .groupEmpty)
    #expect(driver.log.moves.last == "misconfigured: ${DB} is not set")
    #expect(driver.feed(.start).deeds == [])
    #expect(driver.feed(.stop(by: "you")) == [])
    #expect(driver.feed(.configured).moves == ["stopped: not started"])
    #expect(driver.feed(.start).deeds == [.spawn(generation: 2)])
  }

  @Test("a disabled server rests as disabled, and a person may start it all the same")
  func disabled() {
    var driver = MachineDriver()
    #expect(driver.feed(.disabled).moves == ["disabled: by configuration"])
    #expect(driver.feed(.start).deeds == [.spawn(generation: 1)])
  }

  @Test("reports of an older generation change nothing")
  func staleReports() {
    var driver = MachineDriver()
    driver.makeReady()
    driver.feed(.restart(by: "you"), .exited(code: 0, signal: nil), .groupEmpty, .spawned(pid: 8))
    let now = driver.now
    #expect(driver.machine.handle(.exited(code: 1, signal: nil), from: 1, at: now) == [])
    #expect(driver.machine.pid == 8)
  }

  @Test("a timer that is not armed is ignored", arguments: ServerMachine.TimerKind.allCases)
  func unarmedTimer(kind: ServerMachine.TimerKind) {
    var driver = MachineDriver()
    #expect(driver.feed(.timer(kind)) == [])
    driver.makeReady()
    #expect(driver.feed(.timer(kind)) == [])
  }
}
