import JSON

/// Commands as JSON objects, one a line, so that a socket can stand between client and supervisor.
///
/// ```json
/// {"verb":"restart","server":"tasks","generation":3}
/// {"verb":"call","server":"tasks","tool":"create_task","arguments":{"title":"x"}}
/// ```
package enum SessionCommandCodec {
  /// The line of one command, newline included.
  package static func line(_ command: SessionCommand) -> [UInt8] {
    var writer = LineWriter()
    switch command {
    case .start(let server): aim("start", server, nil, &writer)
    case .stop(let server): aim("stop", server, nil, &writer)
    case .restart(let server, let generation): aim("restart", server, generation, &writer)
    case .kill(let server, let generation): aim("kill", server, generation, &writer)
    case .call(let server, let tool, let arguments):
      aim("call", server, nil, &writer)
      writer.field("tool", tool)
      writer.field("arguments", arguments, otherwise: "b64")
    case .cancel(let server, let request, let generation):
      aim("cancel", server, generation, &writer)
      writer.field("request", request)
    case .watchTasks(let isOn):
      writer.field("verb", "watchTasks")
      writer.field("on", isOn)
    case .startRecording: writer.field("verb", "startRecording")
    case .stopRecording: writer.field("verb", "stopRecording")
    case .mark(let text):
      writer.field("verb", "mark")
      writer.field("text", text)
    case .shutdown: writer.field("verb", "shutdown")
    case .abort: writer.field("verb", "abort")
    }
    return writer.finish()
  }

  private static func aim(
    _ verb: String, _ server: String, _ generation: Int?, _ writer: inout LineWriter
  ) {
    writer.field("verb", verb)
    writer.field("server", server)
    writer.field("generation", generation)
  }

  /// Reads one line; unknown keys are ignored, an unknown verb is an error.
  package static func decode(_ line: [UInt8]) throws(SessionLineError) -> SessionCommand {
    var fields = LineFields()
    try fields.scan(line, in: line.indices)
    let verb = try fields.requiredText(.verb)
    switch verb {
    case "start": return .start(server: try fields.requiredText(.server))
    case "stop": return .stop(server: try fields.requiredText(.server))
    case "restart":
      let server = try fields.requiredText(.server)
      return .restart(server: server, generation: fields.int(.generation) ?? 0)
    case "kill":
      let server = try fields.requiredText(.server)
      return .kill(server: server, generation: fields.int(.generation) ?? 0)
    case "call":
      let server = try fields.requiredText(.server)
      let tool = try fields.requiredText(.tool)
      let arguments = RawJSON(bytes: try fields.raw(.arguments))
      return .call(server: server, tool: tool, arguments: arguments)
    case "cancel":
      let server = try fields.requiredText(.server)
      let request = try fields.requiredText(.request)
      return .cancel(server: server, request: request, generation: fields.int(.generation) ?? 0)
    case "watchTasks":
      return .watchTasks(fields[.on].map { line[$0].elementsEqual("true".utf8) } ?? true)
    case "startRecording": return .startRecording
    case "stopRecording": return .stopRecording
    case "mark": return .mark(try fields.requiredText(.text))
    case "shutdown": return .shutdown
    case "abort": return .abort
    default:
      throw SessionLineError("'\(verb.prefix(40))' is no command of this version")
    }
  }
}
