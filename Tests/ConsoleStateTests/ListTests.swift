import ConsoleState
import Screen
import SessionLog
import Testing

@Suite("Lists: following, cursors, filters, searches")
struct ListTests {
  private func lines(_ count: Int) -> Story {
    var story = Story()
    for index in 0..<count { story.add("a", .stderr("line \(index)"), after: .seconds(1)) }
    return story
  }

  @Test("a log follows its end; moving up releases it and counts what is new; G resumes")
  func follow() {
    let story = lines(100)
    var desk = Desk(story)
    desk.type("6")
    #expect(desk.title("logs")?.right.contains("FOLLOW") == true)
    desk.type("kkk")
    #expect(desk.selected.contains("line 96"))
    desk.tell({ for index in 0..<7 { $0.add("a", .stderr("new \(index)")) } }, after: story)
    #expect(desk.selected.contains("line 96"))
    #expect(desk.title("logs")?.right.contains("PAUSED +7 new") == true)
    desk.type("G")
    #expect(desk.selected.contains("new 6"))
    #expect(desk.title("logs")?.right.contains("FOLLOW") == true)
    desk.type("kf")
    #expect(desk.title("logs")?.right.contains("FOLLOW") == true)
  }

  @Test("the cursor stays on its line through filters, floods and resizes")
  func stableCursor() {
    let story = lines(200)
    var desk = Desk(story)
    desk.type("6ggjjjjj")
    let line = desk.selected
    #expect(line.contains("line 4"))
    desk.type("&4\n")
    #expect(desk.selected == line)
    desk.type("&")
    desk.press(.control("u"), .enter)
    #expect(desk.selected == line)
    _ = desk.state.handle(.resized(Size(columns: 70, rows: 20)))
    #expect(desk.selected.contains("line 4"))
    desk.tell({ for _ in 0..<500 { $0.add("b", .stderr("noise")) } }, after: story)
    #expect(desk.selected.contains("line 4"))
  }

  @Test("when its line falls out of the buffer the cursor takes the oldest")
  func lineGone() {
    let story = lines(10)
    var desk = Desk(story)
    desk.type("6gg")
    desk.tell({ for index in 0..<10_050 { $0.add("b", .stderr("n\(index)")) } }, after: story)
    #expect(desk.selected.contains("n50"))
  }

  @Test("the cursor of the servers stays on its server when others appear")
  func serverCursor() {
    let story = Story.typical()
    var desk = Desk(story)
    desk.type("j")
    desk.tell({ $0.start("another") }, after: story)
    #expect(desk.selected.contains("skills"))
  }

  @Test(
    "filters combine words, keys and negation",
    arguments: [
      ("queue", 1), ("QUEUE", 0), ("server:skills", 3), ("!server:skills level:warn", 1),
      ("kind:req,resp dir:c2s", 3), ("kind:err", 2), ("server:orch kind:err", 1),
      (#""no such file""#, 1), ("zzz", 0), ("http://x", 0), ("status: queue", 1),
    ])
  func filters(filter: String, count: Int) {
    var desk = Desk()
    desk.type("6&\(filter)\n")
    #expect(desk.rows.count == count, "\(desk.rows)")
    #expect(desk.title("logs")?.right.contains("hidden") == true)
  }

  @Test("calls filter by tool and status")
  func callFilters() {
    var desk = Desk()
    desk.type("2&tool:create status:error\n")
    #expect(desk.rows.count == 1)
    #expect(desk.status.contains("1 hidden"))
    desk.type("&")
    desk.press(.control("u"))
    desk.type("zzz\n")
    #expect(desk.text.contains("Nothing matches &zzz"))
  }

  @Test("a search highlights and hides nothing; n and N go round")
  func search() throws {
    var desk = Desk(lines(50))
    desk.type("6gg/line 2\n")
    #expect(desk.selected.contains("line 2"))
    let matches = try #require(desk.table?.rows[desk.table?.cursor ?? 0].matches)
    #expect(matches.values.contains([0..<6]))
    desk.type("n")
    #expect(desk.selected.contains("line 20"))
    desk.type("NN")
    #expect(desk.selected.contains("line 29"))
    desk.type("gg}")
    #expect(desk.status.contains("no problem here"))
  }

  @Test("problems are found with } and {")
  func problems() {
    var desk = Desk()
    desk.type("6gg}")
    #expect(desk.selected.contains("isError") || desk.selected.contains("error"))
    desk.type("}")
    #expect(desk.selected.contains("queue depth"))
    desk.type("{")
    #expect(!desk.selected.contains("queue depth"))
  }

  @Test("p freezes what is shown while data flows")
  func pause() {
    let story = Story.typical()
    var desk = Desk(story)
    desk.type("6p")
    let frozen = desk.rows
    desk.tell({ $0.add("a", .stderr("later")) }, after: story)
    #expect(desk.rows == frozen)
    #expect(desk.text.contains("PAUSED +1 new"))
    desk.type("p")
    #expect(desk.selected.contains("later"))
  }

  @Test("the detail follows a server's lines and scrolls apart from the list")
  func detail() {
    var desk = Desk(lines(100))
    desk.press(.enter)
    #expect(desk.text.contains("line 99"))
    desk.press(.pageUp)
    #expect(desk.title("a:")?.right.contains("FOLLOW") == false)
    desk.type("G")
    #expect(desk.title("a:")?.right == "FOLLOW")
    desk.type("]]")
    #expect(desk.title("a:")?.selectedPage == 2)
    desk.type("[")
    #expect(desk.title("a:")?.selectedPage == 1)
  }

  @Test("nothing changes on the screen between ticks while nothing happens")
  func rest() {
    var desk = Desk()
    _ = desk.state.handle(.tick(.seconds(119)))
    _ = desk.state.handle(.tick(.seconds(120)))
    #expect(!desk.state.needsTickEachSecond)
    let before = desk.model
    for second in 121..<179 {
      _ = desk.state.handle(.tick(.seconds(second)))
      #expect(desk.model == before)
    }
    var young = Desk()
    #expect(young.state.needsTickEachSecond)
    young.type("q")
  }
}
