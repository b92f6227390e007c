import Screen

extension ConsoleState {
  /// A layer above the panes in display strings.
  func overlayModel(_ overlay: Overlay) -> OverlayModel {
    switch overlay {
    case .menu(let menu): menuModel(menu)
    case .question(let question): questionModel(question)
    }
  }

  private func menuModel(_ menu: Menu) -> OverlayModel {
    let items = menuItems(menu)
    let keys = items.lazy.filter { $0.choice != .heading || !$0.key.isEmpty }
    let width = min(keys.map { displayWidth($0.key) }.max() ?? 0, max(size.columns / 3, 8))
    let lines = items.map { item -> [Span] in
      if item.key.isEmpty { return [Span(item.text, .title, .bold)] }
      var line = [
        Span(padded(item.key, to: width) + "  ", .key),
        Span(item.text, item.reason == nil ? .text : .textFaint),
      ]
      if let reason = item.reason { line.append(Span("  (\(reason))", .textFaint)) }
      return line
    }
    let title: String
    switch menu.kind {
    case .help(let context): title = "help: \(context.title)"
    case .palette: title = "actions"
    case .tools(let server): title = "call a tool of \(server)"
    }
    let typed = menu.editor.text
    let footer = typed.isEmpty ? "type to search, enter chooses, esc closes" : "search: \(typed)"
    return .list(
      title: title, lines: lines.isEmpty ? [[Span("nothing matches \(typed)", .textDim)]] : lines,
      cursor: items.isEmpty ? nil : min(menu.cursor, items.count - 1), footer: footer)
  }

  private func questionModel(_ question: Question) -> OverlayModel {
    var lines = question.lines
    if question.name != nil { lines.append("> \(question.editor.text)_") }
    let yes = question.name == nil ? "y" : KeyMap.label([.enter], ascii: true)
    let no = question.name == nil ? "n" : KeyMap.label([.escape], ascii: true)
    let mark = { (isMarked: Bool, text: String) in isMarked ? "[\(text)]" : text }
    return .confirm(
      title: question.title, lines: lines,
      answers: [
        HintModel(key: yes, label: mark(question.yesIsMarked, question.yes), disabledReason: nil),
        HintModel(key: no, label: mark(!question.yesIsMarked, question.no), disabledReason: nil),
      ])
  }
}
