import JSON
import Screen

extension ConsoleState {
  /// The form as rows, as raw JSON, or as the request that would be sent.
  func formModel(_ form: FormState) -> FormModel {
    var model = FormModel(
      title: TitleModel(
        "call \(form.id.server).\(TextCleaner.line(form.tool.name)):",
        pages: ["Form", "JSON", "Request"],
        selectedPage: form.representation == .fields ? 0 : form.representation == .raw ? 1 : 2),
      intro: intro(form), rows: [], cursor: form.cursor, editing: nil, raw: nil,
      footer: footer(form))
    switch form.representation {
    case .fields:
      model.rows = form.fields.map { row($0, form) }
      model.editing = form.editing.map {
        PromptModel(
          label: form.fields.indices.contains(form.cursor)
            ? TextCleaner.line(form.fields[form.cursor].name) + ": " : "",
          text: $0.text, cursor: $0.cursor, remark: nil)
      }
    case .raw: model.raw = raw(form)
    case .exact: model.raw = exact(form)
    }
    return model
  }

  private func intro(_ form: FormState) -> [String] {
    var lines: [String] = []
    if !form.tool.summary.isEmpty { lines.append(form.tool.summary) }
    if form.tool.isDestructive { lines.append("destructive: asks before sending") }
    if form.tool.isReadOnly { lines.append("read-only, says the server") }
    switch form.representation {
    case .fields where form.fields.isEmpty: lines.append("It takes no arguments: r sends the call.")
    case .raw where !form.hasFields:
      lines.append("Its schema describes no simple object: write the arguments as JSON.")
    case .exact: lines.append("The id and _meta are added when it is sent.")
    default: break
    }
    return lines
  }

  private func footer(_ form: FormState) -> [Span] {
    if let reason = fold.server(form.id.server).flatMap(Self.callReason) {
      return [Span("cannot be sent: \(reason)", .warn)]
    }
    guard form.context == .form else { return [] }
    let problems = form.fields.count { form.problem(of: $0) != nil }
    if problems > 0, form.representation == .fields {
      return [Span("\(Format.plural(problems, "field")) to correct", .error)]
    }
    return [Span("\(form.id.server) gets it with r", .textDim)]
  }

  private func row(_ field: FormField, _ form: FormState) -> FormModel.Row {
    let value: Span
    switch field.content {
    case .unset: value = Span("unset", .textFaint)
    case .null: value = Span("null", .jsonNull)
    case .value(let text): value = Span(TextCleaner.line(text), .text)
    }
    var help = paragraph(field.help).compactMap(\.first?.text).joined(separator: " ")
    if let standard = field.defaultValue {
      help += (help.isEmpty ? "" : "  ") + "default \(FormField.spelling(standard))"
    }
    return FormModel.Row(
      name: TextCleaner.line(field.name), isRequired: field.isRequired,
      type: session.ascii ? asciiDots(field.typeWords) : field.typeWords,
      value: value, problem: form.problem(of: field), help: help)
  }

  /// `0...4` for `0…4`.
  private func asciiDots(_ text: String) -> String {
    text.split(separator: "…", omittingEmptySubsequences: false).joined(separator: "...")
  }

  private func raw(_ form: FormState) -> FormModel.Raw {
    let place = form.raw.place
    return FormModel.Raw(
      lines: form.raw.text.split(separator: "\n", omittingEmptySubsequences: false).map(
        String.init),
      cursorLine: place.line, cursorColumn: place.column, problem: form.rawProblem)
  }

  private func exact(_ form: FormState) -> FormModel.Raw {
    do {
      let request: JSONValue = [
        "jsonrpc": "2.0", "method": "tools/call",
        "params": ["name": .string(form.tool.name), "arguments": try form.arguments()],
      ]
      let lines = JSONLines.lines(request).map { $0.map(\.text).joined() }
      return FormModel.Raw(lines: lines, cursorLine: 0, cursorColumn: 0, problem: nil)
    } catch {
      return FormModel.Raw(
        lines: [], cursorLine: 0, cursorColumn: 0, problem: form.firstProblem ?? error.message)
    }
  }
}
