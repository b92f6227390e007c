import JSON
import Screen

extension ConsoleState {
  /// Opens the form of a tool in the detail pane, with what was left in it the last time.
  mutating func openForm(_ id: ToolID) {
    guard let tool = fold.server(id.server)?.tools[id.tool] else {
      say("\(id.server) lists no tool \(id.tool)", .error)
      return
    }
    if let draft = drafts[id], draft.tool == tool {
      form = draft
    } else {
      form = FormState(id: id, tool: tool)
    }
    formView = view
    focusPane(.detail)
  }

  /// Applies a key while a field or the raw JSON is typed in.
  mutating func pressInField(_ key: Key, _ current: FormState) -> [ConsoleCommand] {
    var form = current
    let context = form.context
    if case .action(let action) = KeyMap.lookup([key], in: [context]) {
      switch (context, action) {
      case (.field, .accept):
        form.endEditing()
        if key != .enter { form.cursor = min(form.cursor + 1, max(form.fields.count - 1, 0)) }
      case (.field, .cancel): form.endEditing()
      case (.raw, .cancel): form.isTypingRaw = false
      case (.raw, .accept): form.raw.insert("\n")
      case (.raw, .moveUp): form.raw.moveLine(by: -1)
      case (.raw, .moveDown): form.raw.moveLine(by: 1)
      case (.raw, .sendForm):
        form.isTypingRaw = false
        self.form = form
        return sendForm(asked: false)
      case (.raw, _): _ = form.raw.apply(action)
      default: _ = form.editing?.apply(action)
      }
    } else if context == .raw {
      _ = form.raw.type(key, multiline: true)
    } else {
      _ = form.editing?.type(key)
    }
    self.form = form
    return []
  }

  /// Moves between the rows of the form; false when the action is no such movement.
  mutating func moveInForm(_ action: Action) -> Bool {
    guard let form else { return false }
    let last = max(form.fields.count - 1, 0)
    switch action {
    case .moveDown: self.form?.cursor = min(form.cursor + 1, last)
    case .moveUp: self.form?.cursor = max(form.cursor - 1, 0)
    case .moveTop: self.form?.cursor = 0
    case .moveBottom: self.form?.cursor = last
    default: return false
    }
    return true
  }

  /// Acts on the row at the cursor, or on the whole form.
  mutating func performForm(_ action: Action) -> [ConsoleCommand] {
    guard var form else { return [] }
    switch action {
    case .closeForm:
      closeForm()
      return []
    case .sendForm: return sendForm(asked: false)
    case .editField where form.representation == .raw: form.isTypingRaw = true
    case .editField where form.representation == .fields: form.beginEditing()
    case .cycleField
    where form.representation == .fields && form.fields.indices.contains(form.cursor):
      form.fields[form.cursor].cycle()
    case .unsetField
    where form.representation == .fields && form.fields.indices.contains(form.cursor):
      form.fields[form.cursor].content = .unset
    default: break
    }
    self.form = form
    return []
  }

  /// Closes the form; what was typed is kept for the next time.
  mutating func closeForm() {
    if let form { drafts[form.id] = form }
    form = nil
    focusPane(.list(subjectList))
  }

  /// Checks the form and sends it; tools that say they destroy something ask first.
  mutating func sendForm(asked: Bool) -> [ConsoleCommand] {
    guard var form else { return [] }
    let arguments: JSONValue
    do {
      arguments = try form.arguments()
    } catch {
      form.goToProblem()
      self.form = form
      say("not sent: \(form.firstProblem ?? error.message)", .error)
      return []
    }
    if form.tool.isDestructive, !asked {
      overlays.append(
        .question(
          Question(
            title: "call \(form.id.server).\(form.tool.name)?",
            lines: ["the server says that this tool may destroy something"], consequence: .send,
            yes: "send", no: "cancel")))
      return []
    }
    let commands = send(form.id, RawJSON(arguments))
    guard !commands.isEmpty else { return [] }
    drafts[form.id] = nil
    self.form = nil
    detail.override = .tool(form.id)
    return commands
  }
}

extension FormState {
  /// The first problem with the name of its field.
  var firstProblem: String? {
    for field in fields {
      if let problem = problem(of: field) { return "\(TextCleaner.line(field.name)): \(problem)" }
    }
    return nil
  }
}
