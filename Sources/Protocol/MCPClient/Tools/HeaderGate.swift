public import MCPHTTP
import MCPSchema

extension ClientOptions {
  /// The same options for a transport that repeats arguments in header fields: tools with invalid annotations are
  /// dropped from lists, and the table learns those of the others (mcp-protocol §6.2).
  public func mirroringArguments(in table: HeaderParameterTable) -> ClientOptions {
    var options = self
    options.toolGate = { tools, warn in
      var parameters: [String: [HeaderParameter]] = [:]
      let kept = tools.filter { tool in
        do throws(HeaderParameterError) {
          parameters[tool.name] = try HeaderParameter.extract(from: tool.inputSchema)
          return true
        } catch {
          warn(.toolDropped(name: tool.name, reason: error.message))
          return false
        }
      }
      table.replace(parameters)
      return kept
    }
    return options
  }
}
