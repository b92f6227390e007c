import JSON

/// The first line of a session file.
///
/// ```json
/// {"cockpit":"session","version":1,"id":"01JD3R","started":"2026-11-21T14:03:07.120Z","title":"",
///  "program":"cockpit 0.3.0","clock":"monotonic",
///  "servers":{"tasks":{"transport":"stdio","era":"2025-11-25"}},
///  "redaction":{"keys":2,"values":1,"paths":1,"known":3}}
/// ```
package struct SessionHeader: Sendable, Equatable {
  /// The version of the format this program writes and the highest it reads.
  package static let currentVersion = 1

  /// What is known of a server when the recording starts.
  package struct Server: Sendable, Equatable {
    /// Its name in the configuration.
    package var name: String
    /// How it is reached: `stdio`.
    package var transport: String
    /// The protocol revision, or empty when not agreed yet.
    package var era: String

    /// Makes an entry.
    package init(name: String, transport: String = "stdio", era: String = "") {
      self.name = name
      self.transport = transport
      self.era = era
    }
  }

  /// The format's version.
  package var version = SessionHeader.currentVersion
  /// Names the session; unique.
  package var id: String
  /// When the session started, the zero of every `t`.
  package var started: UTCTime
  /// What a person called it; may be empty.
  package var title: String
  /// Who wrote the file: `cockpit 0.3.0`.
  package var program: String
  /// The servers, in the order of the configuration.
  package var servers: [Server]
  /// How many rules were applied; never the rules themselves.
  package var redaction: RedactionCounts
  /// The file this one continues, after a rotation.
  package var previous: String?

  /// Makes a header.
  package init(
    id: String, started: UTCTime, title: String = "", program: String, servers: [Server] = [],
    redaction: RedactionCounts = .init(), previous: String? = nil
  ) {
    self.id = id
    self.started = started
    self.title = title
    self.program = program
    self.servers = servers
    self.redaction = redaction
    self.previous = previous
  }

  /// The line, newline included.
  package var line: [UInt8] {
    var entries = JSONObject()
    for server in servers {
      var entry: JSONObject = ["transport": .string(server.transport)]
      if !server.era.isEmpty { entry["era"] = .string(server.era) }
      entries[server.name] = .object(entry)
    }
    var object: JSONObject = [
      "cockpit": "session", "version": .int(version), "id": .string(id),
      "started": .string(started.text), "title": .string(title), "program": .string(program),
      "clock": "monotonic", "servers": .object(entries),
      "redaction": [
        "keys": .int(redaction.keys), "values": .int(redaction.values),
        "paths": .int(redaction.paths), "known": .int(redaction.known),
      ],
    ]
    if let previous { object["previous"] = .string(previous) }
    return JSONWriter.bytes(.object(object)) + [0x0A]
  }

  /// Reads the first line of a file; unknown keys are ignored.
  package static func decode(_ line: [UInt8]) throws(SessionLineError) -> SessionHeader {
    let value: JSONValue
    do { value = try JSONParser.parse(line) } catch {
      throw SessionLineError("the header is no JSON: \(error.message)")
    }
    guard value["cockpit"]?.string == "session" else {
      throw SessionLineError("this is no session header: it must begin {\"cockpit\":\"session\"")
    }
    guard let version = value["version"]?.int else {
      throw SessionLineError("the header has no version")
    }
    guard version <= currentVersion else {
      throw SessionLineError(
        "the file has format version \(version); this program reads up to \(currentVersion)."
          + " Use a newer program")
    }
    guard let started = value["started"]?.string.flatMap({ UTCTime($0) }) else {
      throw SessionLineError("started is missing or no time like 2026-11-21T14:03:07.120Z")
    }
    let counts = value["redaction"]
    return SessionHeader(
      id: value["id"]?.string ?? "", started: started, title: value["title"]?.string ?? "",
      program: value["program"]?.string ?? "", servers: servers(value["servers"]),
      redaction: RedactionCounts(
        keys: counts?["keys"]?.int ?? 0, values: counts?["values"]?.int ?? 0,
        paths: counts?["paths"]?.int ?? 0, known: counts?["known"]?.int ?? 0),
      previous: value["previous"]?.string)
  }

  private static func servers(_ value: JSONValue?) -> [Server] {
    (value?.object?.members ?? []).map { member in
      Server(
        name: member.key, transport: member.value["transport"]?.string ?? "",
        era: member.value["era"]?.string ?? "")
    }
  }
}
