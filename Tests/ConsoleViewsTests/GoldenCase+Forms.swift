import ConsoleState
import Screen

extension GoldenCase {
  /// Call forms: rows, a field being typed in, raw JSON.
  static let forms: [GoldenCase] = [
    GoldenCase("form-80x24", 80, 24, form()),
    GoldenCase("form-editing-80x24", 80, 24, form(editing: title)),
    GoldenCase("form-editing-30x9", 30, 9, small(editing: title)),
    GoldenCase("form-raw-80x24", 80, 24, form(raw: raw)),
  ]

  private static let title = PromptModel(label: "title: ", text: "Write tests", cursor: 5)

  private static let raw = FormModel.Raw(
    lines: ["{", "  \"title\": \"題名\",", "  \"priority\": 9", "}"], cursorLine: 1, cursorColumn: 14,
    problem: "line 3: priority must be 0 to 4")

  private static func model(
    cursor: Int, editing: PromptModel?, raw: FormModel.Raw?
  ) -> PaneModel {
    .form(
      FormModel(
        title: TitleModel("orchestrator.create_task", pages: ["Form", "JSON", "Request"]),
        intro: ["Creates a task and returns its number.", "changes data"],
        rows: [
          FormModel.Row(
            name: "title", isRequired: true, type: "string",
            value: Span("Write tests", .jsonString),
            help: "A short name for the task."),
          FormModel.Row(
            name: "priority", type: "integer 0…4", value: Span("9", .jsonNumber),
            problem: "must be 0 to 4"),
          FormModel.Row(
            name: "status", type: "one of pending, in_progress", value: Span("unset", .textDim)),
          FormModel.Row(
            name: "dependencies", type: "array of integer", value: Span("[41, 42]", .text)),
        ], cursor: cursor, editing: editing, raw: raw,
        footer: [Span("r", .key), Span(" send  "), Span("1 problem", .error)]))
  }

  private static func form(
    editing: PromptModel? = nil, raw: FormModel.Raw? = nil
  ) -> ScreenModel {
    let form = model(cursor: 0, editing: editing, raw: raw)
    return Sample.screen([Sample.pane(form, 0, 2, 80, 20, focused: true)])
  }

  private static func small(editing: PromptModel) -> ScreenModel {
    Sample.bare([
      Sample.pane(
        model(cursor: 3, editing: editing, raw: nil), 0, 0, 30, 6, focused: true)
    ])
  }
}
