import Configuration
import Testing

@Suite("Finding the files") struct DiscoveryTests {
  private let empty = #"{"mcpServers": {}}"#

  private func check(
    _ paths: [String], from workingDirectory: String, variables: [String: String] = [:],
    explicit: [String] = [], finds expected: [String], workspace: String,
    _ place: SourceLocation = #_sourceLocation
  ) {
    let files = Dictionary(uniqueKeysWithValues: paths.map { ($0, empty) })
    let outcome = load(
      files, explicit: explicit, variables: variables, workingDirectory: workingDirectory)
    #expect(outcome.files == expected, sourceLocation: place)
    #expect(outcome.workspaceFolder == workspace, sourceLocation: place)
    #expect(outcome.errors == [], sourceLocation: place)
  }

  @Test("nothing found is no error")
  func nothing() {
    check([], from: "/home/ann/project", finds: [], workspace: "/home/ann/project")
    check([], from: "/", finds: [], workspace: "/")
  }

  @Test("the user's file, .mcp.json and cockpit.json are read in this order")
  func order() {
    check(
      [
        "/home/ann/p/cockpit.json", "/home/ann/p/.mcp.json",
        "/home/ann/.config/cockpit/config.json",
      ],
      from: "/home/ann/p",
      finds: [
        "/home/ann/.config/cockpit/config.json", "/home/ann/p/.mcp.json",
        "/home/ann/p/cockpit.json",
      ], workspace: "/home/ann/p")
  }

  @Test("XDG_CONFIG_HOME moves the user's file, unless it is relative")
  func xdg() {
    let paths = ["/etc/ann/cockpit/config.json", "/home/ann/.config/cockpit/config.json"]
    check(
      paths, from: "/home/ann/p", variables: ["XDG_CONFIG_HOME": "/etc/ann"], finds: [paths[0]],
      workspace: "/home/ann/p")
    check(
      paths, from: "/home/ann/p", variables: ["XDG_CONFIG_HOME": "etc"], finds: [paths[1]],
      workspace: "/home/ann/p")
  }

  @Test("the nearest folder with a project file wins, up to the repository root")
  func upward() {
    check(
      ["/srv/repo/.git/HEAD", "/srv/repo/.mcp.json"], from: "/srv/repo/a/b",
      finds: ["/srv/repo/.mcp.json"], workspace: "/srv/repo")
    check(
      ["/srv/repo/.git/HEAD", "/srv/repo/.mcp.json", "/srv/repo/a/cockpit.json"],
      from: "/srv/repo/a/b", finds: ["/srv/repo/a/cockpit.json"], workspace: "/srv/repo/a")
  }

  @Test("nothing above the repository root is looked at")
  func root() {
    check(
      ["/srv/.mcp.json", "/srv/repo/.git/HEAD"], from: "/srv/repo/a", finds: [],
      workspace: "/srv/repo/a")
  }

  @Test("the search ends at the home folder, which counts")
  func home() {
    check(
      ["/home/ann/.mcp.json", "/home/.mcp.json"], from: "/home/ann/a/b",
      finds: ["/home/ann/.mcp.json"], workspace: "/home/ann")
    check(["/home/.mcp.json"], from: "/home/ann/a", finds: [], workspace: "/home/ann/a")
  }

  @Test("outside a repository and the home folder only the working directory counts")
  func shared() {
    check(["/tmp/.mcp.json"], from: "/tmp/place", finds: [], workspace: "/tmp/place")
    check(
      ["/tmp/.mcp.json", "/tmp/place/.mcp.json"], from: "/tmp/place",
      finds: ["/tmp/place/.mcp.json"], workspace: "/tmp/place")
  }

  @Test("files given are read instead of those found, relative ones from the working directory")
  func explicit() {
    check(
      ["/home/ann/p/.mcp.json", "/etc/a.json", "/home/ann/b.json"], from: "/home/ann/p",
      explicit: ["/etc/a.json", "../b.json"], finds: ["/etc/a.json", "/home/ann/b.json"],
      workspace: "/etc")
  }

  @Test("a file given must exist")
  func missing() {
    let outcome = load([:], explicit: ["a.json"])
    #expect(outcome.errors.map(\.text) == ["a.json: there is no such file"])
    #expect(outcome.files == [])
  }
}
