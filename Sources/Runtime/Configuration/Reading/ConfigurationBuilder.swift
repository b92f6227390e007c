import JSON

/// Makes the typed configuration from the merged, checked layers.
struct ConfigurationBuilder {
  /// What is wrong with values that fit their type.
  private(set) var errors: [ConfigurationError] = []
  /// Names no server has. A user's own file speaks of servers that not every project has.
  private(set) var warnings: [ConfigurationError] = []
  /// Secrets met on the way.
  private(set) var secrets = SecretCollector()

  private let root: ConfigurationNode
  private let files: any ConfigurationFiles
  private let interpolation: Interpolation

  init(root: ConfigurationNode, files: any ConfigurationFiles, interpolation: Interpolation) {
    self.root = root
    self.files = files
    self.interpolation = interpolation
  }

  mutating func build() -> CockpitConfiguration {
    var configuration = CockpitConfiguration()
    var reader = ServerReader(
      defaults: root.at("cockpit", "defaults"), files: files, interpolation: interpolation)
    let entries = root["mcpServers"]?.members ?? []
    let ours = root.at("cockpit", "servers")
    for entry in entries {
      configuration.servers.append(
        reader.server(entry.key, entry.node, own: ours?[entry.key]))
    }
    secrets = reader.secrets
    let names = entries.map(\.key)
    let known = Set(names)
    for member in ours?.members ?? [] where !known.contains(member.key) {
      warnings.append(
        member.node.error(
          "there is no server of this name in mcpServers",
          remedy: NearestName.hint(member.key, among: names)))
    }
    DependencyCheck.check(&configuration.servers, ours)
    configuration.tasks = pane("tasks", names)
    configuration.agents = pane("agents", names)
    configuration.providers = pane("providers", names)
    configuration.record = record()
    configuration.redact = redact()
    configuration.ui = ui()
    return configuration
  }

  // MARK: - The rest

  private mutating func pane(_ name: String, _ servers: [String]) -> PaneSettings? {
    guard let node = root.at("cockpit", "panes", name),
      node["server"] != nil || node["tool"] != nil
    else { return nil }
    if let server = node["server"], let text = server.string, !servers.contains(text) {
      warnings.append(
        server.error("there is no server \(text)", remedy: NearestName.hint(text, among: servers)))
      return nil
    }
    var map: [String: String] = [:]
    for member in node["map"]?.members ?? [] { map[member.key] = member.node.string }
    return PaneSettings(
      server: node["server"]?.string, tool: node["tool"]?.string,
      arguments: node["args"]?.value ?? .object(JSONObject()),
      every: Self.duration(node["every"]) ?? .seconds(2),
      staleAfter: Self.duration(node["staleAfter"]), map: map)
  }

  private mutating func record() -> RecordSettings {
    var settings = RecordSettings()
    guard let node = root.at("cockpit", "record") else { return settings }
    settings.isEnabled = node["enabled"]?.bool ?? settings.isEnabled
    if let size = node["maxSize"]?.string.flatMap({ SizeText.parse($0) }) {
      settings.maximumBytes = size
    }
    guard let folder = node["dir"], let text = folder.string, text != "default" else {
      return settings
    }
    do throws(Interpolation.Failure) {
      let resolved = try interpolation.resolve(text).text
      settings.directory = PathText.absolute(resolved, in: folder.source.directory)
    } catch {
      errors.append(folder.error(error.message, remedy: error.remedy))
    }
    return settings
  }

  private func redact() -> RedactSettings {
    let node = root.at("cockpit", "redact")
    func texts(_ key: String) -> [String] { node?[key]?.elements.compactMap(\.string) ?? [] }
    return RedactSettings(keys: texts("keys"), values: texts("values"), paths: texts("paths"))
  }

  private func ui() -> UISettings {
    var settings = UISettings()
    guard let node = root.at("cockpit", "ui") else { return settings }
    settings.theme = node["theme"]?.string ?? settings.theme
    settings.isASCII = node["ascii"]?.bool ?? settings.isASCII
    settings.isPlain = node["plain"]?.bool ?? settings.isPlain
    settings.hasReducedMotion = node["reducedMotion"]?.bool ?? settings.hasReducedMotion
    settings.hasAmbiguousWide = node["ambiguousWide"]?.bool ?? settings.hasAmbiguousWide
    settings.usesMouse = node["mouse"]?.bool ?? settings.usesMouse
    settings.layout = Self.word(node["layout"]) ?? settings.layout
    settings.onQuit = Self.word(node["onQuit"]) ?? settings.onQuit
    return settings
  }

  static func duration(_ node: ConfigurationNode?) -> Duration? {
    node?.string.flatMap { DurationText.parse($0) }
  }

  static func word<Word: RawRepresentable>(
    _ node: ConfigurationNode?
  ) -> Word? where Word.RawValue == String {
    node?.string.flatMap { Word(rawValue: $0) }
  }
}
