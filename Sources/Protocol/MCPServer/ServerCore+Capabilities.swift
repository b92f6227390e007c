import CLinux
import JSON
import MCPSchema
import MCPTransport

extension ServerCore {
  /// What the server offers, in the words of a revision. What is not declared here is an unknown method.
  func capabilities(for revision: Revision, _ principal: Principal?) -> JSONObject {
    let changes: JSONValue = definition.catalog.changesLists ? ["listChanged": true] : [:]
    var object: JSONObject = [:]
    if hasTools { object["tools"] = changes }
    if hasResources {
      var resources = changes.object ?? JSONObject()
      resources["subscribe"] = true
      object["resources"] = .object(resources)
    }
    if hasPrompts { object["prompts"] = changes }
    if definition.writesLogs { object["logging"] = [:] }
    if definition.completer != nil, revision != .v2024_11_05 { object["completions"] = [:] }
    if hasTasks, revision.era == .modern {
      object["extensions"] = [TasksExtension.identifier: [:]]
    }
    if hasTasks, revision.hasCoreTasks {
      var tasks: JSONObject = ["cancel": [:], "requests": ["tools": ["call": [:]]]]
      // Without authorization there is nobody to whom a list of tasks could belong.
      if principal != nil { tasks["list"] = [:] }
      object["tasks"] = .object(tasks)
    }
    return object
  }

  private var hasTools: Bool {
    definition.catalog.changesLists || definition.catalog.offers(.tools)
  }
  private var hasPrompts: Bool { definition.catalog.offers(.prompts) }
  private var hasResources: Bool { definition.catalog.offers(.resources) }
  private var hasTasks: Bool { definition.catalog.offers(.tasks) }

  /// Whether the method belongs to something the server offers.
  func offers(_ call: ServedCall) -> Bool {
    switch call.method {
    case "tools/call", "tools/list": hasTools
    case "prompts/list", "prompts/get": hasPrompts
    case "resources/list", "resources/templates/list", "resources/read", "resources/subscribe",
      "resources/unsubscribe":
      hasResources
    case "completion/complete": definition.completer != nil
    case "logging/setLevel": definition.writesLogs
    case "tasks/get", "tasks/update", "tasks/cancel", "tasks/result": hasTasks
    case "tasks/list": hasTasks && call.link.principal != nil
    default: true
    }
  }

  /// The time of the machine in Unix milliseconds.
  package static let systemClock: @Sendable () -> Int64 = { clx_realtime() / 1_000_000 }
}
