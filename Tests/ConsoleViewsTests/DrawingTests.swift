import ConsoleState
import ConsoleViews
import Screen
import Testing

@Suite("Drawing")
struct DrawingTests {
  @Test("no size and no model is an error")
  func anySize() {
    for columns in [0, 1, 2, 3, 4, 5, 8, 13, 21, 34, 55] {
      for rows in [0, 1, 2, 3, 4, 5, 8, 13, 21] {
        for golden in GoldenCase.all {
          var canvas = Canvas(size: Size(columns: columns, rows: rows))
          let cursor = ScreenView.draw(golden.model, on: &canvas)
          if let cursor { #expect(cursor.x >= 0 && cursor.y >= 0, "\(golden.name)") }
        }
      }
    }
  }

  @Test(
    "a pane paints only inside its rectangle and the column left of it",
    arguments: GoldenCase.all.map(\.name))
  func staysInside(name: String) {
    guard let golden = GoldenCase.all.first(where: { $0.name == name }) else { return }
    for placed in golden.model.panes {
      for width in [1, 2, 3, 5, 9, 17, 33, 70] {
        for height in [1, 2, 3, 6, 12] {
          check(placed.content, in: Rect(x: 4, y: 3, width: width, height: height), name)
        }
      }
    }
  }

  private func check(_ content: PaneModel, in rect: Rect, _ name: String) {
    let size = Size(columns: 90, rows: 20)
    var canvas = Canvas(size: size)
    canvas.fill(Rect(size), with: "~")
    let pane = PlacedPane(rect: rect, focused: true, content: content)
    _ = ScreenView.draw(Sample.bare([pane]), on: &canvas)
    for y in 0..<size.rows {
      for x in 0..<size.columns {
        let isInside =
          y >= rect.y && y < rect.y + rect.height && x >= rect.x - 1 && x < rect.x + rect.width
        if !isInside, canvas[x, y].text != "~" {
          Issue.record("\(name) in \(rect.width)x\(rect.height) painted \(x),\(y)")
          return
        }
      }
    }
  }

  @Test("drawing in ASCII uses nothing else")
  func chromeIsASCII() {
    var canvas = Canvas(size: Size(columns: 80, rows: 24))
    _ = ScreenView.draw(Sample.screen([Sample.pane(Sample.servers(), 0, 2, 80, 9)]), on: &canvas)
    #expect(canvas.text.utf8.filter { $0 >= 0x80 } == [])
  }

  @Test("a prompt owns the cursor even below an overlay")
  func promptOwnsCursor() {
    let prompt = PromptModel(label: "/", text: "abc", cursor: 1)
    let model = Sample.screen(
      [], overlays: [.list(title: "help", lines: [], cursor: nil, footer: "")], prompt: prompt)
    var canvas = Canvas(size: Size(columns: 80, rows: 24))
    let cursor = ScreenView.draw(model, on: &canvas)
    #expect(cursor?.x == 3)
    #expect(cursor?.y == 22)
  }
}
