import ConsoleState
import JSON
import Screen
import SessionLog
import Testing

@Suite("Acting on servers and calls")
struct ActingTests {
  @Test("stop acts at once, and asks when calls are in flight")
  func stop() {
    var desk = Desk()
    desk.type("x")
    #expect(desk.commands == [.session(.stop(server: "orchestrator"))])
    var story = Story.typical()
    story.call("orchestrator", id: 50, "create_task", result: nil)
    desk = Desk(story)
    desk.type("x")
    #expect(desk.commands.isEmpty)
    #expect(desk.text.contains("1 call in flight will be closed"))
    desk.press(.enter)
    #expect(desk.commands.isEmpty)
    desk.type("xy")
    #expect(desk.commands == [.session(.stop(server: "orchestrator"))])
  }

  @Test("kill wants the name typed")
  func kill() {
    var desk = Desk()
    desk.type("Xwrong\n")
    #expect(desk.commands.isEmpty)
    desk.type("Xorchestrator\n")
    #expect(desk.commands == [.session(.kill(server: "orchestrator", generation: 1))])
  }

  @Test("restart names the generation it means")
  func restart() {
    var desk = Desk()
    desk.type("r")
    #expect(desk.commands == [.session(.restart(server: "orchestrator", generation: 1))])
  }

  @Test("a call can be sent again as it was")
  func resend() {
    var desk = Desk()
    desk.type("2kr")
    #expect(
      desk.commands == [
        .session(
          .call(
            server: "orchestrator", tool: "create_task",
            arguments: RawJSON(["title": "Write tests"])))
      ])
  }

  @Test("a pending call can be cancelled, by its generation")
  func cancel() {
    var story = Story.typical()
    story.call("orchestrator", id: 50, "create_task", result: nil)
    var desk = Desk(story)
    desk.type("2x")
    #expect(
      desk.commands == [
        .session(.cancel(server: "orchestrator", request: "50", generation: 1))
      ])
  }

  @Test("a call made here is shown as soon as its request is seen")
  func showsOwnCall() {
    let story = Story.typical()
    var desk = Desk(story)
    desk.type(":call orchestrator ping_all {}\n")
    #expect(desk.commands.count == 1)
    desk.tell({ $0.call("orchestrator", id: 60, "ping_all", result: nil) }, after: story)
    #expect(desk.title("call #60 ping_all") != nil)
  }

  @Test("q at the top asks; yes stops all, n stays")
  func quit() {
    var desk = Desk()
    desk.type("q")
    #expect(desk.text.contains("1 running server will be stopped"))
    #expect(desk.text.contains("cannot be left running"))
    desk.type("n")
    #expect(desk.commands.isEmpty && desk.model.overlays.isEmpty)
    desk.type("qy")
    #expect(desk.commands == [.quit(stopServers: true)])
  }

  @Test("ctrl-c announces, asks, and the third within two seconds leaves")
  func controlC() {
    var desk = Desk()
    desk.press(.control("c"))
    #expect(desk.status.contains("again within 2 s"))
    desk.press(.control("c"))
    #expect(!desk.model.overlays.isEmpty)
    desk.press(.control("c"))
    #expect(desk.commands == [.quit(stopServers: true)])
    desk = Desk()
    for second in 1...5 {
      _ = desk.state.handle(.tick(.seconds(second * 10)))
      desk.press(.control("c"))
      #expect(desk.commands.isEmpty && desk.model.overlays.isEmpty)
    }
  }

  @Test("the tasks are watched while they are shown")
  func watchTasks() {
    var desk = Desk()
    desk.type("5")
    #expect(desk.commands == [.session(.watchTasks(true))])
    desk.type("1")
    #expect(desk.commands == [.session(.watchTasks(false))])
  }

  @Test("recording, markers, repaint and suspend")
  func others() {
    var desk = Desk()
    desk.type("R")
    #expect(desk.commands == [.session(.startRecording)])
    _ = desk.state.handle(.recording(.on(since: .zero, bytes: 4096)))
    #expect(desk.text.contains("REC 0s 4.0k"))
    desk.type("R")
    #expect(desk.commands == [.session(.stopRecording)])
    desk.press(.control("z"))
    #expect(desk.commands == [.suspend])
    desk.press(.control("l"))
    #expect(desk.commands == [.repaint])
    desk.type("y")
    #expect(desk.commands == [.copy("orchestrator")])
  }

  @Test("a replay disables what acts, and its keys drive the player")
  func replay() {
    var desk = Desk(mode: .replay)
    #expect(desk.text.contains("REPLAY"))
    for key in ["r", "x", "X", "s", "c", "m", "R"] {
      desk.type(key)
      #expect(desk.commands.isEmpty)
      #expect(desk.status.contains("a replay: nothing to act on"))
    }
    let controls: [(Character, ReplayControl)] = [
      (" ", .playPause), (".", .step(1)), (",", .step(-1)), (">", .faster), ("<", .slower),
      ("}", .nextProblem), ("{", .previousProblem),
    ]
    for (key, control) in controls {
      desk.press(.character(key))
      #expect(desk.commands == [.replay(control)])
    }
    desk.type(":seek 1m30s\n")
    #expect(desk.commands == [.replay(.seek(.seconds(90)))])
    desk.type(":speed 4\n")
    #expect(desk.commands == [.replay(.speed(4))])
    desk.type("qy")
    #expect(desk.commands == [.quit(stopServers: false)])
  }
}
