import ConsoleState
import Screen
import SessionLog
import Testing

@Suite("What fits on a screen")
struct ScreenModelTests {
  private static let sizes = [
    (80, 24), (120, 40), (200, 60), (160, 45), (99, 30), (59, 15), (40, 10), (39, 9), (20, 3),
    (19, 3), (1, 1), (0, 0), (1000, 1000), (1000, 1), (1, 1000),
  ].map { Size(columns: $0.0, rows: $0.1) }

  @Test("panes lie inside the screen without overlap, at every size and view", arguments: sizes)
  func panes(size: Size) {
    for view in ["0", "1", "2", "3", "5", "6"] {
      for more in ["", "\n", "z", "!", "?", ":"] {
        var desk = Desk(columns: size.columns, rows: size.rows)
        desk.type(view + more)
        let rects = desk.model.panes.map(\.rect)
        for rect in rects {
          #expect(rect.x >= 0 && rect.y >= 0)
          #expect(rect.x + rect.width <= size.columns && rect.y + rect.height <= size.rows)
        }
        for (index, rect) in rects.enumerated() {
          for other in rects.dropFirst(index + 1) {
            let apart =
              rect.x + rect.width <= other.x || other.x + other.width <= rect.x
              || rect.y + rect.height <= other.y || other.y + other.height <= rect.y
            #expect(apart)
          }
        }
        rowsFit(desk.model)
      }
    }
  }

  private func rowsFit(_ model: ScreenModel) {
    for pane in model.panes {
      guard case .table(let table) = pane.content else { continue }
      #expect(table.rows.count <= pane.rect.height)
      #expect(table.cursor.map { table.rows.indices.contains($0) } ?? true)
      #expect(table.rows.allSatisfy { $0.cells.count == table.columns.count })
    }
  }

  @Test(
    "the panes of each size",
    arguments: [
      (Size(columns: 80, rows: 24), 2), (Size(columns: 120, rows: 40), 3),
      (Size(columns: 200, rows: 60), 3), (Size(columns: 50, rows: 20), 1),
      (Size(columns: 40, rows: 10), 1), (Size(columns: 30, rows: 5), 1),
      (Size(columns: 19, rows: 24), 0), (Size(columns: 0, rows: 0), 0),
    ])
  func paneCount(size: Size, count: Int) {
    let desk = Desk(columns: size.columns, rows: size.rows)
    #expect(desk.model.panes.count == count)
  }

  @Test("80x24 stacks list and detail 9 to 11")
  func stacked() {
    let rects = Desk(columns: 80, rows: 24).model.panes.map(\.rect)
    #expect(
      rects == [Rect(x: 0, y: 2, width: 80, height: 9), Rect(x: 0, y: 11, width: 80, height: 11)])
  }

  @Test("the overview has three columns where there is room, else says what it needs")
  func overview() {
    var desk = Desk(columns: 200, rows: 60)
    desk.type("0")
    #expect(desk.model.panes.count == 5)
    #expect(Set(desk.model.panes.map(\.rect.x)) == [0, 59, 144])
    desk = Desk(columns: 80, rows: 24)
    desk.type("0")
    #expect(desk.status.contains("needs 160 columns and 45 rows"))
  }

  @Test("a tiny screen gives each server a line")
  func tiny() {
    let desk = Desk(columns: 39, rows: 9)
    #expect(desk.text.contains("x skills failed: gave up 8/8"))
    #expect(desk.model.header.left.isEmpty && desk.model.hints.isEmpty)
  }

  @Test("header, tabs and hints say where we are")
  func chrome() {
    let desk = Desk()
    #expect(desk.text.contains("cockpit  demo  1/2 ready"))
    #expect(desk.text.contains("!1"))
    #expect(desk.text.contains("08:00"))
    #expect(desk.model.tabs.map(\.digit) == [1, 2, 3, 5, 6])
    #expect(desk.model.hints.first?.key == "enter")
  }
}
