import Screen

extension ConsoleState {
  // MARK: Menus

  /// One line of a menu: what it shows and what choosing it does.
  struct MenuItem: Equatable, Sendable {
    var key: String
    var text: String
    var reason: String?
    var choice: Choice

    enum Choice: Equatable, Sendable {
      case heading
      case action(Action)
      case tool(ToolID)
      case command(String)
    }
  }

  /// Applies a key to the front menu.
  mutating func pressInMenu(_ key: Key, _ menu: Menu) -> [ConsoleCommand] {
    var menu = menu
    let count = menuItems(menu).count
    if case .action(let action) = KeyMap.lookup([key], in: [.menu]) {
      switch action {
      case .accept: return choose(menu)
      case .cancel:
        overlays.removeLast()
        return []
      case .moveDown: menu.cursor += 1
      case .moveUp: menu.cursor -= 1
      case .pageDown: menu.cursor += max(size.rows / 2, 1)
      case .pageUp: menu.cursor -= max(size.rows / 2, 1)
      default:
        if menu.editor.apply(action) { menu.cursor = 0 }
      }
      menu.cursor = min(max(menu.cursor, 0), max(count - 1, 0))
    } else if menu.editor.type(key) {
      menu.cursor = 0
    }
    overlays[overlays.count - 1] = .menu(menu)
    return []
  }

  private mutating func choose(_ menu: Menu) -> [ConsoleCommand] {
    overlays.removeLast()
    let items = menuItems(menu)
    guard items.indices.contains(menu.cursor) else { return [] }
    switch items[menu.cursor].choice {
    case .heading: return []
    case .action(let action): return perform(action)
    case .command(let name):
      prompt = Prompt(kind: .command, editor: LineEditor(name + " "))
      return []
    case .tool(let tool):
      openForm(tool)
      return []
    }
  }

  /// The lines of a menu that pass what was typed.
  func menuItems(_ menu: Menu) -> [MenuItem] {
    let needle = Needle(menu.editor.text.trimmed)
    func passes(_ item: MenuItem) -> Bool {
      needle.isEmpty || item.choice != .heading && needle.isFound(in: "\(item.key) \(item.text)")
    }
    switch menu.kind {
    case .help(let context): return helpItems(context).filter(passes)
    case .palette(let context):
      return helpItems(context).filter { item in
        if case .action = item.choice { return passes(item) }
        return false
      }
    case .tools(let server):
      return (fold.server(server)?.tools.tools ?? []).map { tool in
        MenuItem(
          key: tool.name, text: tool.summary,
          choice: .tool(ToolID(server: server, tool: tool.name)))
      }.filter(passes)
    }
  }

  /// The key table as a list: the focused pane first, then what holds everywhere, then the rest.
  private func helpItems(_ context: KeyContext) -> [MenuItem] {
    var order: [KeyContext] = isLive ? [context, .global] : [.replay, context, .global]
    order += KeyContext.allCases.filter { !order.contains($0) }
    var items: [MenuItem] = []
    for section in order {
      items.append(MenuItem(key: "", text: section.title, choice: .heading))
      let isHere = section == context || section == .global || section == .replay && !isLive
      items += KeyMap.bindings(in: section).map { binding in
        MenuItem(
          key: binding.label(ascii: session.ascii), text: binding.title,
          reason: isHere ? disabledReason(binding.action) : nil,
          choice: isHere ? .action(binding.action) : .heading)
      }
    }
    items.append(MenuItem(key: "", text: "commands", choice: .heading))
    items += CommandName.allCases.map {
      MenuItem(key: $0.usage, text: $0.title, choice: .command($0.rawValue))
    }
    return items
  }

  // MARK: Questions

  /// Applies a key to the front question. Where a name has to be typed, letters are text.
  mutating func pressInQuestion(_ key: Key, _ question: Question) -> [ConsoleCommand] {
    var question = question
    if question.name != nil {
      if pressIntoName(key, &question) {
        overlays[overlays.count - 1] = .question(question)
        return []
      }
    }
    guard case .action(let action) = KeyMap.lookup([key], in: [.confirm]) else { return [] }
    switch action {
    case .answerYes: return answer(question, yes: true)
    case .answerNo: return answer(question, yes: false)
    case .nextAnswer, .previousAnswer:
      question.yesIsMarked.toggle()
      overlays[overlays.count - 1] = .question(question)
    case .accept: return answer(question, yes: question.yesIsMarked || question.name != nil)
    default: break
    }
    return []
  }

  /// Types into the name that a question asks for; false for keys that answer.
  private func pressIntoName(_ key: Key, _ question: inout Question) -> Bool {
    if case .paste = key { return true }
    if case .character = key { return question.editor.type(key) }
    guard case .action(let action) = KeyMap.lookup([key], in: [.prompt]) else { return false }
    return question.editor.apply(action)
  }

  private mutating func answer(_ question: Question, yes: Bool) -> [ConsoleCommand] {
    if yes, let name = question.name, question.editor.text.trimmed != name {
      say("that is not \(name); nothing was done", .warn)
      overlays.removeLast()
      return []
    }
    overlays.removeLast()
    guard yes else { return [] }
    switch question.consequence {
    case .act(let action, let servers): return act(action, servers: servers)
    case .send: return sendForm(asked: true)
    case .quit: return [.quit(stopServers: isLive)]
    }
  }
}
