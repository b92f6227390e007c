import Screen

extension KeyMap {
  static let forms: [Binding] = [
    Binding(.editField, in: .form, [.enter], "edit the field", .edit, hint: "edit"),
    Binding(
      .cycleField, in: .form, [.character(" ")], "next value: choices, unset, null", .edit,
      hint: "cycle"),
    Binding(.unsetField, in: .form, [.backspace], "unset: do not send it", .edit, hint: "unset"),
    Binding(.sendForm, in: .form, [.character("r")], "send the call", .act, hint: "send"),
    Binding(
      .nextRepresentation, in: .form, [.character("v")], "form, raw JSON, exact request", .look,
      hint: "view"),
    Binding(
      .closeForm, in: .form, [.escape, .character("h"), .left, .character("q")], "close the form",
      .move, hint: "close"),
  ]

  static let editing: [Binding] =
    [
      Binding(.accept, in: .field, [.enter, .tab, .down], "keep the value", .edit, hint: "keep"),
      Binding(
        .cancel, in: .field, [.escape, .control("c")], "back to the row", .edit, hint: "back"),
      Binding(
        .cancel, in: .raw, [.escape, .control("c")], "back to the form", .edit, hint: "back"),
      Binding(.accept, in: .raw, [.enter], "new line", .edit, hint: "new line"),
      Binding(.moveUp, in: .raw, [.up], "line up", .edit),
      Binding(.moveDown, in: .raw, [.down], "line down", .edit),
      Binding(.sendForm, in: .raw, [.control("r")], "send the call", .act, hint: "send"),
      Binding(.accept, in: .prompt, [.enter], "run it", .edit, hint: "accept"),
      Binding(.cancel, in: .prompt, [.escape, .control("c")], "leave it", .edit, hint: "cancel"),
      Binding(.complete, in: .prompt, [.tab], "complete the word", .edit, hint: "complete"),
      Binding(.historyBack, in: .prompt, [.up], "earlier lines", .edit, hint: "history"),
      Binding(.historyForward, in: .prompt, [.down], "later lines", .edit),
    ] + textEditing(in: .field) + textEditing(in: .raw) + textEditing(in: .prompt)
    + textEditing(in: .menu)

  /// The keys that change a line of text, the same wherever one is typed.
  private static func textEditing(in context: KeyContext) -> [Binding] {
    [
      Binding(.deleteBack, in: context, [.backspace], "delete before the cursor", .edit),
      Binding(.deleteForward, in: context, [.delete], "delete after the cursor", .edit),
      Binding(.deleteWord, in: context, [.control("w")], "delete a word", .edit),
      Binding(.deleteToStart, in: context, [.control("u")], "delete to the start", .edit),
      Binding(.cursorLeft, in: context, [.left], "cursor left", .edit),
      Binding(.cursorRight, in: context, [.right], "cursor right", .edit),
      Binding(.cursorStart, in: context, [.home], "to the start of the line", .edit),
      Binding(.cursorEnd, in: context, [.end], "to the end of the line", .edit),
    ]
  }

  static let choosing: [Binding] = [
    Binding(.accept, in: .menu, [.enter], "choose it", .edit, hint: "choose"),
    Binding(.cancel, in: .menu, [.escape, .control("c")], "close", .edit, hint: "close"),
    Binding(.moveDown, in: .menu, [.down, .tab, .wheelDown], "down", .move),
    Binding(.moveUp, in: .menu, [.up, .backTab, .wheelUp], "up", .move),
    Binding(.pageDown, in: .menu, [.pageDown, .control("d")], "a page down", .move),
    Binding(.pageUp, in: .menu, [.pageUp], "a page up", .move),
    Binding(.answerYes, in: .confirm, [.character("y")], "yes", .answer),
    Binding(.answerNo, in: .confirm, [.character("n"), .escape, .control("c")], "no", .answer),
    Binding(.nextAnswer, in: .confirm, [.character("l"), .right, .tab], "next answer", .answer),
    Binding(
      .previousAnswer, in: .confirm, [.character("h"), .left, .backTab], "previous answer", .answer),
    Binding(.accept, in: .confirm, [.enter], "take the marked answer", .answer),
  ]
}
