import EventLoop
import JSON
import MCPClient
import MCPHTTP
import MCPSchema
import Synchronization

/// One scenario being played.
struct ScenarioRun: Sendable {
  let name: String
  let url: String
  let revision: String
  let context: JSONValue
  private let authorization: (any HTTPClientAuthorization)?
  /// The connection, for handlers that make calls themselves.
  private let current = Box()

  /// Holds the connection once there is one. A mutex, since handlers run on the connection's own thread.
  private final class Box: Sendable {
    let connection = Mutex<Connection?>(nil)
  }

  init(name: String, url: String, revision: String, context: JSONValue) throws {
    self.name = name
    self.url = url
    self.revision = revision
    self.context = context
    authorization = name.hasPrefix("auth/") ? Credentials(name, context, url) : nil
  }

  /// Plays the scenario; throws what kept it from its end.
  func play() async throws {
    var endpoint = StreamableHTTPOptions(url: url)
    endpoint.authorization = authorization
    let era: Handshake.Era = revision >= "2026-07-28" ? .modern : .legacy
    let connection = try await client.connect(to: endpoint, era: era)
    current.connection.withLock { $0 = connection }
    do {
      try await perform(connection)
    } catch {
      await connection.close()
      throw error
    }
    await connection.close()
  }

  private var client: MCPClient {
    let current = current
    let name = name
    let host = ClientHost(
      form: { form in
        if name == "sep-2322-client-request-state" {
          let connection = current.connection.withLock { $0 }
          _ = try? await connection?.callTool("test_mrtr_unrelated")
          return .elicitation(.accept, content: ["confirmed": true])
        }
        return ElicitationForm.answerWithDefaults(form.schema)
      },
      sample: { _ in .sample(.text("A sample of the conformance client."), model: "none") },
      roots: { [Root(uri: "file:///srv/conformance", name: "conformance")] })
    return MCPClient(
      info: Implementation(name: "mcp-cockpit-conformance-client", version: "1.0.0"), host: host)
  }

  private func perform(_ connection: Connection) async throws {
    switch name {
    case "initialize", "request-metadata":
      if connection.offers("tools") { _ = try await connection.listTools() }
    case "tools_call":
      _ = try await connection.listTools()
      _ = try await connection.callTool("add_numbers", ["a": 5, "b": 3])
    case "elicitation-sep1034-client-defaults":
      _ = try await connection.listTools()
      _ = try await connection.callTool("test_client_elicitation_defaults")
    case "sse-retry":
      _ = try await connection.listTools()
      _ = try await connection.callTool("test_reconnection")
    case "sep-2322-client-request-state":
      _ = try await connection.listTools()
      for tool in ["test_mrtr_echo_state", "test_mrtr_no_state", "test_mrtr_no_result_type"] {
        _ = try await connection.callTool(tool)
      }
    case "http-standard-headers": try await useEverything(connection)
    case "http-custom-headers":
      _ = try await connection.listTools()
      for call in context["toolCalls"]?.array ?? [] {
        _ = try await connection.callTool(
          call["name"]?.string ?? "", call["arguments"]?.object ?? [:])
      }
    case "http-invalid-tool-headers":
      _ = try await connection.listTools()
      _ = try await connection.callTool("valid_tool", ["region": "us-west1"])
    case "json-schema-2020-12-preservation":
      let tools = try await connection.listTools()
      let schema = tools.first { $0.name == "json_schema_2020_12_tool" }?.inputSchema ?? [:]
      _ = try await connection.callTool("json_schema_echo", ["schema": schema])
    case let name where name.hasPrefix("auth/"):
      _ = try await connection.listTools()
      _ = try await connection.callTool("test-tool")
    default: _ = try await connection.listTools()
    }
  }

  /// Makes a request of every kind that names something.
  private func useEverything(_ connection: Connection) async throws {
    for tool in try await connection.listTools() { _ = try await connection.callTool(tool.name) }
    for resource in try await connection.listResources() {
      _ = try await connection.readResource(resource.uri)
    }
    for prompt in try await connection.listPrompts() {
      _ = try await connection.getPrompt(prompt.name)
    }
  }
}
