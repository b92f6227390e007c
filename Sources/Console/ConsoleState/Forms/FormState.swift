import JSON
import Screen

/// A call being prepared: its fields, or its arguments as raw JSON.
struct FormState: Equatable, Sendable {
  /// What the form shows.
  enum Representation: Equatable, Sendable { case fields, raw, exact }

  let id: ToolID
  let tool: ToolRecord
  private let order: [String]
  /// Whether the schema has fields; else the arguments are always raw JSON.
  let hasFields: Bool
  var fields: [FormField]
  var cursor = 0
  var representation: Representation
  /// A field being typed in.
  var editing: LineEditor?
  /// The raw JSON, and whether it is being typed in.
  var raw = LineEditor("{}")
  var isTypingRaw = false
  /// Whether problems of untouched fields are shown: after the first attempt to send.
  var wasRefused = false

  init(id: ToolID, tool: ToolRecord) {
    self.id = id
    self.tool = tool
    let schema = FormSchema(tool.inputSchema)
    order = schema.order
    fields = schema.fields ?? []
    hasFields = schema.fields != nil
    representation = hasFields ? .fields : .raw
    if fields.first?.isRequired == true { beginEditing() }
  }

  var context: KeyContext {
    if editing != nil { return .field }
    return isTypingRaw ? .raw : .form
  }

  /// The arguments as they would be sent, or the first problem.
  func arguments() throws(FormProblem) -> JSONValue {
    guard representation == .raw else { return .object(try object()) }
    return try parsedRaw()
  }

  private func object() throws(FormProblem) -> JSONObject {
    var values: [String: JSONValue] = [:]
    for field in fields { values[field.name] = try field.value() }
    return JSONObject(
      order.compactMap { name in values[name].map { JSONObject.Member(key: name, value: $0) } })
  }

  private func parsedRaw() throws(FormProblem) -> JSONValue {
    let value: JSONValue
    do {
      value = try JSONParser.parse(raw.text)
    } catch {
      let place = error.lineAndColumn(in: Array(raw.text.utf8))
      throw FormProblem("line \(place.line), column \(place.column): \(error.message)")
    }
    guard value.object != nil else { throw FormProblem("arguments must be a JSON object") }
    return value
  }

  /// The problem of the raw text, if it has one.
  var rawProblem: String? {
    do {
      _ = try parsedRaw()
      return nil
    } catch {
      return error.message
    }
  }

  /// The problem of a field, shown once it was touched or sending was refused.
  func problem(of field: FormField) -> String? {
    if field.content == .unset, !wasRefused { return nil }
    do {
      _ = try field.value()
      return nil
    } catch {
      return error.message
    }
  }

  /// Moves the cursor to the first field with a problem.
  mutating func goToProblem() {
    wasRefused = true
    guard let index = fields.firstIndex(where: { problem(of: $0) != nil }) else { return }
    cursor = index
  }

  // MARK: Editing

  /// Opens the field at the cursor for typing; choices have nothing to type and cycle instead.
  mutating func beginEditing() {
    guard fields.indices.contains(cursor) else { return }
    if fields[cursor].choices != nil { return fields[cursor].cycle() }
    switch fields[cursor].content {
    case .value(let text): editing = LineEditor(text)
    case .unset, .null: editing = LineEditor(fields[cursor].suggestion)
    }
  }

  /// Takes over what was typed and leaves the field.
  mutating func endEditing() {
    guard let editor = editing, fields.indices.contains(cursor) else { return }
    fields[cursor].content = editor.isEmpty ? .unset : .value(editor.text)
    editing = nil
  }

  /// Goes to the next representation; refuses to leave raw JSON that the fields cannot take over.
  mutating func nextRepresentation() -> FormProblem? {
    isTypingRaw = false
    switch representation {
    case .fields:
      raw = LineEditor(JSONWriter.pretty(.object(draft())))
      representation = .raw
    case .raw:
      do {
        let value = try parsedRaw()
        if hasFields, let problem = takeOver(value) { return problem }
        representation = .exact
      } catch {
        return error
      }
    case .exact: representation = hasFields ? .fields : .raw
    }
    return nil
  }

  /// What can be sent of the fields as they stand, to begin the raw JSON with.
  private func draft() -> JSONObject {
    var values: [String: JSONValue] = [:]
    for field in fields {
      guard let value = try? field.value() else { continue }
      values[field.name] = value
    }
    return JSONObject(
      order.compactMap { name in values[name].map { JSONObject.Member(key: name, value: $0) } })
  }

  private mutating func takeOver(_ value: JSONValue) -> FormProblem? {
    guard let object = value.object else { return FormProblem("arguments must be a JSON object") }
    if let unknown = object.keys.first(where: { name in !fields.contains { $0.name == name } }) {
      return FormProblem("no field takes \(TextCleaner.line(unknown)): send it from here with r")
    }
    for index in fields.indices { fields[index].set(object[fields[index].name]) }
    return nil
  }

  /// Fills the form from the arguments of an earlier call.
  mutating func fill(_ value: JSONValue) {
    editing = nil
    if !hasFields || takeOver(value) != nil {
      raw = LineEditor(JSONWriter.pretty(value))
      representation = .raw
    }
  }
}

extension FormField {
  /// What a field opens with: its default when it has one.
  var suggestion: String {
    guard let defaultValue else {
      if case .json(let type) = kind {
        return type == "array" ? "[]" : type == "object" ? "{}" : ""
      }
      return ""
    }
    if case .json = kind { return JSONWriter.string(defaultValue) }
    return Self.spelling(defaultValue)
  }
}
