/// The floors under `Sources`, bottom first. Imports go down only.
enum Floor: String, CaseIterable, Comparable, Sendable {
  case system = "System"
  case `protocol` = "Protocol"
  case runtime = "Runtime"
  case servers = "Servers"
  case console = "Console"
  case executables = "executables"

  static func < (left: Floor, right: Floor) -> Bool {
    (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
  }
}

/// One target of `Sources`: where it lives and what it may import from outside the project.
struct Room: Sendable {
  let name: String
  let floor: Floor
  /// A pure target does no input or output, reads no clock and starts nothing.
  let pure: Bool
  /// Modules of the toolchain and of other packages that it may import.
  let modules: Set<String>

  static func pure(_ name: String, _ floor: Floor, _ modules: Set<String> = []) -> Room {
    Room(name: name, floor: floor, pure: true, modules: modules)
  }

  static func shell(_ name: String, _ floor: Floor, _ modules: Set<String> = []) -> Room {
    Room(name: name, floor: floor, pure: false, modules: modules)
  }
}

/// Every target, in the order of the floors; inside a floor a target may import only those before it.
/// A new target, or a new module for an old one, is a decision: add the line here.
enum House {
  static let rooms: [Room] = [
    .pure("Basics", .system),
    .shell("CLinux", .system),
    .shell("EventLoop", .system, ["Glibc", "Synchronization"]),
    .shell("CCurl", .system),

    .pure("JSON", .protocol),
    .pure("JSONSchema", .protocol),
    .pure("JSONRPC", .protocol),
    .pure("MCPSchema", .protocol),
    .shell("MCPTransport", .protocol, ["Glibc", "Synchronization"]),
    .shell("MCPHTTP", .protocol, ["Glibc", "Synchronization"]),
    .shell(
      "MCPAuth", .protocol,
      ["Crypto", "FoundationEssentials", "Glibc", "JWTKit", "Synchronization"]),
    .shell("MCPServer", .protocol, ["Crypto", "Glibc", "Synchronization"]),
    .shell("MCPClient", .protocol, ["Glibc", "Synchronization"]),

    .shell("SessionLog", .runtime, ["Glibc", "FoundationEssentials"]),
    .shell("Configuration", .runtime, ["Glibc"]),
    .shell("Storage", .runtime, ["Foundation", "Glibc", "GRDB"]),
    .shell("Supervision", .runtime, ["Glibc", "Synchronization"]),

    .shell("Everything", .servers),
    // Foundation and Dispatch only for the one child process that lists git commits.
    .shell(
      "TaskOrchestrator", .servers,
      ["Dispatch", "Foundation", "FoundationEssentials", "Glibc", "GRDB"]),

    .pure("Screen", .console),
    .pure("ConsoleState", .console),
    .pure("ConsoleViews", .console),
    .shell("CNcurses", .console),
    .shell("Terminal", .console, ["FoundationEssentials", "Glibc", "Synchronization"]),

    .shell(
      "Cockpit", .executables,
      ["ArgumentParser", "FoundationEssentials", "Glibc", "Synchronization"]
    ),
    .shell("ConformanceClient", .executables, ["Glibc", "Synchronization"]),
    .shell("Fuzz", .executables, ["Glibc"]),
    .shell("BenchmarkFloor", .executables),
    .shell("Benchmarks", .executables, ["Glibc"]),
  ]

  /// Modules no pure target may import.
  static let impureModules: Set<String> = [
    "Glibc", "Dispatch", "Foundation", "FoundationNetworking", "Logging", "GRDB", "ArgumentParser",
    "CLinux", "CCurl", "CNcurses", "EventLoop", "Crypto", "JWTKit",
  ]

  /// Modules any test may import besides what its target declares in Package.swift.
  static let testModules: Set<String> = [
    "Testing", "Foundation", "FoundationEssentials", "Glibc", "Synchronization",
  ]

  /// Folders under `Sources` that are executables and so live in no floor's folder.
  static let executables: Set<String> = ["Cockpit", "ConformanceClient", "Fuzz"]

  static func room(_ name: String) -> Room? { rooms.first { $0.name == name } }

  /// Why `importer` may not import `imported`; nil when it may.
  static func objection(_ importer: Room, importing imported: Room) -> String? {
    let arrow = "\(importer.name) imports \(imported.name)"
    if imported.floor > importer.floor { return "\(arrow): imports go down only" }
    if imported.name == "CNcurses", importer.name != "Terminal" {
      return "\(arrow): only Terminal knows ncurses"
    }
    if imported.name == "Terminal", importer.floor != .executables {
      return "\(arrow): only an executable puts the terminal to use"
    }
    if importer.floor == .servers, imported.floor == .servers {
      return "\(arrow): servers meet over MCP, never by import"
    }
    if importer.floor == .console, imported.floor == .servers {
      return "\(arrow): the console knows no server"
    }
    if importer.floor == .console, imported.name.hasPrefix("MCP") {
      return "\(arrow): the console sees session events, never the protocol"
    }
    if importer.floor == imported.floor {
      let names = rooms.map(\.name)
      let from = names.firstIndex(of: importer.name) ?? 0
      let to = names.firstIndex(of: imported.name) ?? 0
      if to >= from { return "\(arrow): inside a floor only what stands before it" }
    }
    if importer.pure, impureModules.contains(imported.name) {
      return "\(arrow): \(importer.name) is pure"
    }
    return nil
  }
}
