import ConsoleState
import Screen
import SessionLog
import Testing

@Suite("Tasks")
struct TaskTests {
  private func desk(graph: String, columns: Int = 120) -> Desk {
    var story = Story()
    story.start("t", taskGraphTool: "graph")
    story.call(
      "t", id: 1, "graph", result: #"{"content":[],"structuredContent":\#(graph)}"#, origin: .pane)
    var desk = Desk(story, columns: columns)
    desk.type("5")
    return desk
  }

  @Test("the tree lists each task once, after what it waits for")
  func tree() {
    let desk = desk(graph: Samples.graph, columns: 80)
    #expect(desk.rows.count == 5)
    #expect(desk.rows[0].contains("plan"))
    #expect(desk.rows[4].contains("ship") && desk.rows[4].contains("^ also after 3"))
    #expect(desk.text.contains("missing 9"))
  }

  @Test("layers, edges and the critical path are in the graph; = takes the highlight away")
  func layers() throws {
    var desk = desk(graph: Samples.graph)
    func graph() -> GraphModel? {
      for pane in desk.model.panes {
        if case .graph(let graph) = pane.content { return graph }
      }
      return nil
    }
    let drawn = try #require(graph())
    #expect(drawn.nodes.map(\.layer).sorted() == [0, 1, 1, 2, 3])
    #expect(drawn.nodes.filter(\.isCritical).map(\.id) == ["2", "3", "5"])
    #expect(drawn.edges.filter(\.isCritical).count == 2)
    #expect(drawn.edges.count == 5)
    #expect(desk.text.contains("critical path 3 steps"))
    desk.type("=")
    #expect(graph()?.nodes.contains(where: \.isCritical) == false)
    desk.type("v")
    #expect(graph() == nil)
  }

  @Test("! says what blocks a task")
  func blocked() {
    var desk = desk(graph: Samples.graph, columns: 80)
    desk.type("/docs\n!")
    #expect(desk.text.contains("waits for 1 unfinished task"))
    #expect(desk.text.contains("9  missing"))
  }

  @Test(
    "graphs of any shape are shown",
    arguments: [
      #"{"tasks":[]}"#, #"{"nodes":[{"id":"a","title":"x","status":"weird"}]}"#,
      #"{"tasks":[{"id":1,"dependencies":[2]},{"id":2,"dependencies":[1]}]}"#,
      #"{"tasks":[{"id":1,"dependencies":[1]}]}"#, #"{"tasks":[{"id":1},{"id":1},{},3,null]}"#,
      #"{"tasks":[{"id":2},{"id":3}],"edges":[{"from":2,"to":3},{"from":3},{"from":7,"to":8}]}"#,
    ])
  func shapes(graph: String) {
    for columns in [40, 80, 200] {
      var desk = desk(graph: graph, columns: columns)
      desk.type("v!]]jG=f")
      #expect(!desk.text.isEmpty)
    }
  }

  @Test("a cycle is reported")
  func cycle() {
    let desk = desk(
      graph:
        #"{"tasks":[{"id":1,"title":"a","dependencies":[2]},{"id":2,"title":"b","dependencies":[1]}]}"#
    )
    #expect(desk.text.contains("2 in or behind a cycle"))
  }

  @Test("an empty view says what would fill it")
  func empty() {
    var desk = Desk(Story())
    desk.type("5")
    #expect(desk.text.contains("No server of this session has a task graph tool"))
    for (key, word) in [("1", "No servers."), ("2", "No calls yet."), ("3", "No tools")] {
      desk.type(key)
      #expect(desk.text.contains(word))
    }
  }
}
