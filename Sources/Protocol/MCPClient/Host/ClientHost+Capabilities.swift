import JSON
import MCPSchema

extension ClientHost {
  /// What to declare toward a server of `revision`: exactly what is provided, in the revision's words.
  func capabilities(for revision: Revision, followsTasks: Bool) -> JSONObject {
    var object = JSONObject()
    let isModern = revision.era == .modern
    if roots != nil { object["roots"] = isModern ? [:] : ["listChanged": true] }
    if sample != nil { object["sampling"] = .object(sampling(for: revision)) }
    object["elicitation"] = elicitation(for: revision).map { .object($0) }
    if !experimental.isEmpty { object["experimental"] = .object(experimental) }
    var extensions = extensions
    if followsTasks { extensions[TasksExtension.identifier] = [:] }
    if isModern, !extensions.isEmpty { object["extensions"] = .object(extensions) }
    return object
  }

  private func sampling(for revision: Revision) -> JSONObject {
    var object = JSONObject()
    // The members came with 2025-11-25, as the modes of elicitation did.
    guard revision.hasElicitationModes else { return object }
    if samplesWithTools { object["tools"] = [:] }
    if samplesWithContext { object["context"] = [:] }
    return object
  }

  private func elicitation(for revision: Revision) -> JSONObject? {
    switch revision.elicitation {
    case .none: return nil
    case .form: return form == nil ? nil : [:]
    case .formAndURL:
      guard form != nil || url != nil else { return nil }
      var object = JSONObject()
      if form != nil { object["form"] = [:] }
      if url != nil { object["url"] = [:] }
      return object
    }
  }
}
