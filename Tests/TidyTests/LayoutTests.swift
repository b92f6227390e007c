import FoundationEssentials
import Testing

@Suite("Where things lie and how long they are")
struct LayoutTests {
  @Test("the top holds the manifest, sources, tests, themes, readme and licence only")
  func topLevel() {
    let found = Repository.entries("").filter { !$0.hasPrefix(".") && $0 != "Package.resolved" }
    #expect(found == Self.topLevel)
  }

  /// Sorted; dotfiles and Package.resolved, which git ignores, come on top.
  static let topLevel = ["LICENSE", "Package.swift", "README.md", "Sources", "Tests", "themes"]

  @Test("no file is longer than 500 lines, no test file longer than 700")
  func lengths() {
    check((Repository.sources + Repository.tests).compactMap(Self.tooLong))
  }

  @Test("the length rule counts lines")
  func lengthRuleWorks() {
    func file(_ path: String, _ count: Int) -> SwiftSource {
      SwiftSource(path: path, text: String(repeating: "x\n", count: count))
    }
    #expect(Self.tooLong(file("Sources/A.swift", 501)) != nil)
    #expect(Self.tooLong(file("Sources/A.swift", 500)) == nil)
    #expect(Self.tooLong(file("Tests/A.swift", 701)) != nil)
    #expect(Self.tooLong(file("Tests/A.swift", 700)) == nil)
  }

  @Test("no target has a name that says nothing")
  func names() throws {
    let manifest = Manifest(text: try Repository.text("Package.swift"))
    let names = manifest.targets.map(\.name) + House.rooms.map(\.name)
    #expect(names.filter(Self.saysNothing).isEmpty)
    #expect(Self.saysNothing("ConsoleUtils"))
    #expect(Self.saysNothing("Core"))
    #expect(!Self.saysNothing("SessionLog"))
  }

  @Test("no placeholder file is left")
  func noPlaceholders() {
    let files = Repository.files(under: "Sources") + Repository.files(under: "Tests")
    #expect(files.filter { $0.hasSuffix("/Placeholder" + ".swift") }.isEmpty)
  }

  @Test("text outside the Swift files names no path of one machine either")
  func machinePaths() throws {
    var paths = ["Package.swift", "README.md", ".ci/run", ".gitignore", ".swift-format"]
    paths += ["Sources", "Tests", "themes"].flatMap(Repository.files).filter {
      !$0.hasSuffix(".swift") && !$0.contains("__pycache__")
    }
    var findings: [Finding] = []
    for path in paths {
      let lines = try Repository.text(path).split(separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() where Rule.machinePaths.contains(where: line.contains)
      {
        findings.append(Finding(path: path, line: index + 1, why: "a path of one machine"))
      }
    }
    check(findings)
  }

  @Test("every theme is strict JSON")
  func themesAreStrictJSON() throws {
    let themes = Repository.files(under: "themes")
    #expect(!themes.isEmpty, "there is no theme")
    check(
      try themes.compactMap { path in
        guard path.hasSuffix(".json") else {
          return Finding(path: path, line: nil, why: "themes are .json files")
        }
        return Self.isStrictJSON(try Repository.text(path))
          ? nil : Finding(path: path, line: nil, why: "is not strict JSON")
      })
  }

  @Test(
    "comments, trailing commas and odd numbers are not strict JSON",
    arguments: [
      #"{"a": 1,}"#, #"{"a": 1} // b"#, "{a: 1}", #"{"a": 01}"#, "", #"{"a": .5}"#, "[1 2]",
    ])
  func looseJSONIsFound(text: String) {
    #expect(!Self.isStrictJSON(text))
  }

  @Test("plain JSON is strict JSON")
  func strictJSONPasses() {
    #expect(Self.isStrictJSON(#"{"a": [1, -2.5e3, true, null, "x"], "b": {}}"#))
  }

  static func tooLong(_ file: SwiftSource) -> Finding? {
    let limit = file.path.hasPrefix("Tests/") ? 700 : 500
    let count = file.lines.last?.isEmpty == true ? file.lines.count - 1 : file.lines.count
    return count > limit
      ? Finding(path: file.path, line: nil, why: "\(count) lines, at most \(limit)") : nil
  }

  static func saysNothing(_ name: String) -> Bool {
    let empty = ["Core", "Common", "Utils", "Helpers", "Manager"]
    return empty.contains { name == $0 || name.hasSuffix($0) }
  }

  /// Foundation's decoder, plus the one thing it forgives: a comma before a closing bracket.
  static func isStrictJSON(_ text: String) -> Bool {
    let bare = text.replacing(#/"(?:[^"\\]|\\.)*"/#, with: "0").filter { !$0.isWhitespace }
    guard !bare.contains(",}"), !bare.contains(",]") else { return false }
    return (try? JSONDecoder().decode(AnyJSON.self, from: Data(text.utf8))) != nil
  }

  /// Decodes whatever stands there and keeps nothing: it only visits each value.
  private struct AnyJSON: Decodable {
    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() { return }
      if (try? value.decode(Bool.self)) != nil { return }
      if (try? value.decode(String.self)) != nil { return }
      if (try? value.decode(Double.self)) != nil { return }
      if (try? value.decode([String: AnyJSON].self)) != nil { return }
      _ = try value.decode([AnyJSON].self)
    }
  }
}
