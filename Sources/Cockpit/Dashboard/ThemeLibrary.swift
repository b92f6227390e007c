import Glibc
import Screen

/// Finds theme files: the user's own first, then those that come with the program, then the built-in ones.
struct ThemeLibrary {
  private let folders: [String]

  /// Looks in `$XDG_CONFIG_HOME/cockpit/themes` and in the `themes` folder of the source tree or program.
  init() {
    let configuration =
      Surroundings.variable("XDG_CONFIG_HOME") ?? Surroundings.userHome + "/.config"
    var folders = [configuration + "/cockpit/themes"]
    var folder = Surroundings.program
    while let slash = folder.lastIndex(of: "/") {
      folder = String(folder[..<slash])
      folders.append(folder + "/themes")
    }
    self.folders = folders
  }

  /// The theme of that name. `NO_COLOR` makes every theme `mono`.
  func load(_ name: String) throws(ThemeError) -> Theme {
    if Surroundings.variable("NO_COLOR") != nil { return .mono }
    if let bytes = bytes(of: name) {
      return try Theme.parse(bytes, named: name) { try resolve($0) }
    }
    switch name {
    case "default": return .default
    case "mono": return .mono
    default:
      let known = names.joined(separator: ", ")
      throw ThemeError(
        file: name, line: nil, column: nil, key: "", message: "there is no such theme: try \(known)"
      )
    }
  }

  /// The names that can be loaded, sorted.
  var names: [String] {
    var names: Set<String> = ["default", "mono"]
    for folder in folders {
      guard let directory = opendir(folder) else { continue }
      while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name.hasSuffix(".json") { names.insert(String(name.dropLast(5))) }
      }
      closedir(directory)
    }
    return names.sorted()
  }

  private func resolve(_ name: String) throws -> [UInt8] {
    guard let bytes = bytes(of: name) else {
      throw CommandFailure(code: .usage, message: "there is no theme \"\(name)\"")
    }
    return bytes
  }

  private func bytes(of name: String) -> [UInt8]? {
    guard !name.isEmpty, !name.contains("/") else { return nil }
    for folder in folders {
      if let bytes = FileBytes.read(folder + "/\(name).json", limit: 1 << 20) { return bytes }
    }
    return nil
  }
}
