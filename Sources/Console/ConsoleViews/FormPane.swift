import ConsoleState
import Screen

/// A call form: a row for each field with its value and type, the problem under the field it belongs to.
enum FormPane {
  /// Tools describe themselves at length; the fields are what a form is for.
  private static let maximumIntroRows = 4

  /// Returns the place of the text cursor when a field or the raw text is being edited.
  static func draw(
    _ form: FormModel, in rect: Rect, focused: Bool, on canvas: inout Canvas
  ) -> (x: Int, y: Int)? {
    guard !rect.isEmpty else { return nil }
    var rest = rect
    // With little height the rows matter most.
    if !form.footer.isEmpty, rest.height > 2 {
      rest.height -= 1
      Spans.put(
        form.footer, x: rect.x + 2, y: rect.y + rest.height, width: rect.width - 3, on: &canvas)
    }
    let intro = form.intro.flatMap { Spans.wrapWords($0, to: rect.width - 3) }
      .prefix(maximumIntroRows)
    if rest.height > intro.count + 3 {
      for line in intro {
        canvas.put(line, x: rest.x + 2, y: rest.y, role: .textDim)
        rest.y += 1
        rest.height -= 1
      }
    }
    if let raw = form.raw { return RawEditor.draw(raw, in: rest, on: &canvas) }
    return rows(form, in: rest, focused: focused, on: &canvas)
  }

  /// One line of the form: a field, or what is said about it.
  private struct Line {
    var row: Int
    var remark: Span?
  }

  private static func rows(
    _ form: FormModel, in rect: Rect, focused: Bool, on canvas: inout Canvas
  ) -> (x: Int, y: Int)? {
    let lines = lines(of: form)
    let nameWidth = min(
      form.rows.map { displayWidth($0.name) + 1 }.max() ?? 0, max(8, rect.width / 3))
    let valueX = rect.x + 2 + nameWidth + 1
    let last = lines.lastIndex { $0.row == form.cursor } ?? 0
    let start = lines.firstIndex { $0.row == form.cursor } ?? 0
    // The whole cursor row with its remarks is kept in sight, its first line before all.
    let first = min(start, max(0, last - rect.height + 1))
    var cursor: (x: Int, y: Int)?
    for (offset, line) in lines.dropFirst(first).prefix(rect.height).enumerated() {
      let y = rect.y + offset
      if let remark = line.remark {
        let x = min(valueX, rect.x + 4)
        Spans.put([remark], x: x, y: y, width: rect.x + rect.width - x, on: &canvas)
        continue
      }
      let place = Rect(x: rect.x, y: y, width: rect.width, height: 1)
      let isCursor = line.row == form.cursor
      field(
        form.rows[line.row], in: place, nameWidth: nameWidth, isCursor: isCursor && focused,
        hidesValue: isCursor && form.editing != nil, on: &canvas)
      if isCursor, var editing = form.editing {
        // The name of the field stands in front already.
        editing.label = ""
        let room = rect.x + rect.width - valueX
        let edited = Rect(x: valueX, y: y, width: room, height: 1)
        canvas.fill(edited)
        cursor = PromptLine.draw(editing, in: edited, on: &canvas)
      }
    }
    return cursor
  }

  /// The fields in order; problems under their field, the help under the one at the cursor.
  private static func lines(of form: FormModel) -> [Line] {
    var lines: [Line] = []
    for (index, row) in form.rows.enumerated() {
      lines.append(Line(row: index, remark: nil))
      if index == form.cursor, !row.help.isEmpty {
        lines.append(Line(row: index, remark: Span(row.help, .textDim)))
      }
      if let problem = row.problem {
        lines.append(Line(row: index, remark: Span("! \(problem)", .error)))
      }
    }
    return lines
  }

  /// `> title*      Write tests                 string`
  private static func field(
    _ row: FormModel.Row, in place: Rect, nameWidth: Int, isCursor: Bool, hidesValue: Bool,
    on canvas: inout Canvas
  ) {
    let emphasis: Emphasis = isCursor ? .bold : []
    if isCursor { canvas.put(">", x: place.x, y: place.y, role: .cursor, emphasis: .bold) }
    let name = [Span(row.name, .key), Span(row.isRequired ? "*" : "", .warn)]
    Spans.put(
      name, x: place.x + 2, y: place.y, width: min(nameWidth, place.width - 2),
      emphasis: emphasis, on: &canvas)
    let valueX = place.x + 2 + nameWidth + 1
    let room = place.x + place.width - valueX
    guard room > 0, !hidesValue else { return }
    let typeWidth = displayWidth(row.type)
    // The type gives way to a value that needs the room.
    let minimumValue = 8
    let hasType =
      room - typeWidth - 3 >= max(minimumValue, min(displayWidth(row.value.text), room / 2))
    Spans.put(
      [row.value], x: valueX, y: place.y, width: hasType ? room - typeWidth - 3 : room,
      emphasis: emphasis, on: &canvas)
    if hasType {
      canvas.put(row.type, x: valueX + room - typeWidth - 1, y: place.y, role: .textDim)
    }
  }
}
