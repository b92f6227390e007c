import JSON

/// The mirrored arguments of each tool, kept until its schema changes. Loop thread only.
struct MirroredParameters {
  private struct Entry {
    var schema: JSONValue
    var parameters: [HeaderParameter]
  }

  private var tools: [String: Entry] = [:]
  /// Tools kept: names come from clients only where the server knows such a tool.
  private let maximumTools = 4096

  /// The parameters of a tool with this schema. A schema with wrong annotations mirrors nothing: clients drop such
  /// a tool.
  mutating func of(_ tool: String, schema: JSONValue) -> [HeaderParameter] {
    // Cheap while it is the same value: arrays that share their storage compare in no time.
    if let entry = tools[tool], entry.schema == schema { return entry.parameters }
    let parameters: [HeaderParameter]
    do { parameters = try HeaderParameter.extract(from: schema) } catch { parameters = [] }
    if tools.count >= maximumTools { tools.removeAll() }
    tools[tool] = Entry(schema: schema, parameters: parameters)
    return parameters
  }
}
