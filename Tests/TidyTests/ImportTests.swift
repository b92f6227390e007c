import Testing

@Suite("The house: what may import what")
struct ImportTests {
  let manifest: Manifest

  init() throws {
    manifest = Manifest(text: try Repository.text("Package.swift"))
  }

  @Test("every folder of Sources is in the table, and every target in Package.swift is a room")
  func everyRoomIsKnown() {
    var findings: [Finding] = []
    for floor in Repository.entries("Sources") {
      let folders =
        House.executables.contains(floor)
        ? ["Sources/\(floor)"]
        : Repository.entries("Sources/\(floor)").map { "Sources/\(floor)/\($0)" }
      for folder in folders {
        let name = String(folder.split(separator: "/").last ?? "")
        let room = House.room(name)
        if room == nil {
          findings.append(Finding(path: folder, line: nil, why: "not in the table of House.swift"))
        } else if let room, room.floor != .executables, room.floor.rawValue != floor {
          findings.append(
            Finding(path: folder, line: nil, why: "belongs to \(room.floor.rawValue)"))
        }
        if manifest.target(name)?.path != folder {
          findings.append(Finding(path: folder, line: nil, why: "not a target of Package.swift"))
        }
      }
    }
    for target in manifest.targets where !target.isTest && House.room(target.name) == nil {
      findings.append(Finding(path: target.path, line: nil, why: "not in the table of House.swift"))
    }
    check(findings)
    #expect(manifest.targets.count > 30, "Package.swift was not read as expected")
  }

  @Test("declared dependencies go down only")
  func arrowsGoDown() {
    check(Self.upwardArrows(in: manifest))
  }

  @Test("every import is declared in Package.swift or allowed by the table")
  func importsAreDeclared() {
    let files = Repository.sources + Repository.tests
    check(files.flatMap { Self.undeclaredImports(in: $0, manifest) })
  }

  @Test("every declared dependency is imported by somebody")
  func dependenciesAreUsed() {
    var findings: [Finding] = []
    let files = Repository.sources + Repository.tests
    for target in manifest.targets {
      let imported = Set(
        files.filter { $0.path.hasPrefix(target.path + "/") }.flatMap { $0.imports.map(\.module) })
      for dependency in target.dependencies
      where !imported.contains(dependency) && !Self.buildOnly.contains(dependency) {
        findings.append(
          Finding(
            path: "Package.swift", line: nil,
            why: "\(target.name) declares \(dependency) and never imports it"))
      }
    }
    check(findings)
  }

  @Test("pure targets reach no clock, file or thread")
  func pureTargetsArePure() {
    check(
      House.rooms.filter(\.pure).flatMap { room in
        room.modules.intersection(House.impureModules).map {
          Finding(path: room.name, line: nil, why: "is pure, so it cannot be allowed \($0)")
        }
      })
  }

  @Test("tests use the package surface")
  func noTestableImports() {
    check(
      Repository.tests.flatMap { file in
        file.code.enumerated().filter { $1.contains("@testable") }.map {
          Finding(path: file.path, line: $0.offset + 1, why: "@testable import")
        }
      })
  }

  /// Dependencies that a test target declares so that they are built, not to import them.
  static let buildOnly: Set<String> = ["Cockpit"]

  static func upwardArrows(in manifest: Manifest) -> [Finding] {
    manifest.targets.filter { !$0.isTest }.flatMap { target -> [Finding] in
      guard let importer = House.room(target.name) else { return [] }
      return target.dependencies.compactMap { dependency in
        let why: String? =
          if let imported = House.room(dependency) {
            House.objection(importer, importing: imported)
          } else if importer.modules.contains(dependency) {
            nil
          } else {
            "\(target.name) may not use \(dependency)"
          }
        return why.map { Finding(path: "Package.swift", line: nil, why: $0) }
      }
    }
  }

  static func undeclaredImports(in file: SwiftSource, _ manifest: Manifest) -> [Finding] {
    guard let target = manifest.targets.first(where: { file.path.hasPrefix($0.path + "/") }) else {
      return [Finding(path: file.path, line: nil, why: "belongs to no target of Package.swift")]
    }
    let room = House.room(target.name)
    let allowed = target.isTest ? House.testModules : room?.modules ?? []
    return file.imports.compactMap { module, line in
      let isDeclared = target.dependencies.contains(module)
      let why: String? =
        if isDeclared, let room, let imported = House.room(module) {
          House.objection(room, importing: imported)
        } else if isDeclared || allowed.contains(module) {
          nil
        } else {
          "\(target.name) may not import \(module)"
        }
      return why.map { Finding(path: file.path, line: line, why: $0) }
    }
  }
}

@Suite("The house rules themselves")
struct HouseSelfTests {
  static let sample = """
    let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
    func room(_ name: String, on floor: String) -> Target { .target(name: name, path: "S/\\(floor)") }
    let targets = [
      room("JSON", on: "Protocol", uses: ["Basics", "EventLoop"]),  // pure, so no loop
      .target(name: "CLinux", path: "Sources/System/CLinux", cSettings: gnu),
      room("Everything", on: "Servers", uses: ["TaskOrchestrator"]),
      room("Storage", on: "Runtime", uses: [
        "Basics", grdb,
      ]),
      tests(of: "JSON", uses: ["JSON"]),
    ]
    """

  @Test("Package.swift is read: names, paths, lists over several lines, products")
  func manifestIsRead() {
    let manifest = Manifest(text: Self.sample)
    #expect(
      Set(manifest.targets.map(\.name)) == [
        "JSON", "CLinux", "Everything", "Storage", "JSONTests",
      ])
    #expect(manifest.target("JSON")?.path == "Sources/Protocol/JSON")
    #expect(manifest.target("Storage")?.dependencies == ["Basics", "GRDB"])
    #expect(manifest.target("JSONTests")?.isTest == true)
  }

  @Test("a pure target on the loop and a server on a server are both refused")
  func badArrowsAreFound() {
    let found = ImportTests.upwardArrows(in: Manifest(text: Self.sample)).map(\.why)
    #expect(found.count == 2, "\(found)")
  }

  @Test(
    "forbidden arrows",
    arguments: [
      ("Basics", "JSON"), ("JSON", "JSONRPC"), ("Everything", "ConsoleState"),
      ("ConsoleState", "Everything"), ("ConsoleState", "MCPClient"), ("Cockpit", "CNcurses"),
      ("ConsoleViews", "Terminal"), ("Screen", "CLinux"), ("TaskOrchestrator", "Everything"),
    ])
  func forbidden(importer: String, imported: String) throws {
    let from = try #require(House.room(importer))
    let to = try #require(House.room(imported))
    #expect(House.objection(from, importing: to) != nil)
  }

  @Test(
    "allowed arrows",
    arguments: [
      ("JSONRPC", "JSON"), ("ConsoleViews", "Screen"), ("Cockpit", "Terminal"),
      ("Terminal", "CNcurses"), ("Supervision", "MCPClient"), ("Everything", "MCPServer"),
    ])
  func allowed(importer: String, imported: String) throws {
    let from = try #require(House.room(importer))
    let to = try #require(House.room(imported))
    #expect(House.objection(from, importing: to) == nil)
  }

  @Test("an import that nobody declared is found, whatever stands before it")
  func undeclaredImportIsFound() {
    let manifest = Manifest(text: Self.sample)
    let file = SwiftSource(
      path: "Sources/Protocol/JSON/Bad.swift",
      text:
        "// import Dispatch\n@preconcurrency package import Glibc\nimport struct Foundation.Data\n")
    let found = ImportTests.undeclaredImports(in: file, manifest)
    #expect(found.map(\.line) == [2, 3])
  }
}
