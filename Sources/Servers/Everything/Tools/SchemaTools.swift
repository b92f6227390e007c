import JSON
import MCPSchema
import MCPServer

/// Tools that are there for their input schemas.
enum SchemaTools {
  static let all: [ServerTool] = [dialect, headers]

  /// The names in this schema are those the conformance suite looks for.
  private static let dialect = ServerTool(
    name: "json_schema_2020_12_tool",
    description:
      "Takes a contact, described with many keywords of JSON Schema 2020-12; returns it.",
    inputSchema: [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "type": "object",
      "$defs": [
        "address": [
          "$anchor": "addressDef", "type": "object", "description": "Where somebody lives",
          "properties": [
            "street": Schema.string("Street and number"), "city": Schema.string("Town or city"),
          ],
        ]
      ],
      "properties": [
        "name": Schema.string("Who it is"),
        "address": ["$ref": "#/$defs/address", "description": "Where they live"],
        "contactMethod": [
          "type": "string", "enum": ["phone", "email"],
          "description": "How to get in touch; by email when left out",
        ],
        "phone": Schema.string("A telephone number"), "email": Schema.string("An e-mail address"),
      ],
      "allOf": [["anyOf": [["required": ["phone"]], ["required": ["email"]]]]],
      "if": ["properties": ["contactMethod": ["const": "phone"]], "required": ["contactMethod"]],
      "then": ["required": ["phone"]], "else": ["required": ["email"]],
      "additionalProperties": false,
    ],
    annotations: .init(readOnly: true, idempotent: true),
    immediate: { arguments, _ in .text(JSONWriter.string(.object(arguments.object))) })

  /// The annotated arguments travel in the header fields `Mcp-Param-…` too, where proxies can read them.
  private static let headers = ServerTool(
    name: "test_x_mcp_header",
    description: "Takes arguments that an HTTP client repeats in header fields; returns them.",
    inputSchema: Schema.arguments(
      [
        "region": [
          "type": "string", "x-mcp-header": "Region", "description": "Where to run",
        ],
        "priority": [
          "type": "integer", "x-mcp-header": "Priority", "description": "How urgent it is",
        ],
        "verbose": [
          "type": "boolean", "x-mcp-header": "Verbose", "description": "Whether to say more",
        ],
        "note": Schema.string("Anything; it stays out of the header"),
      ], required: ["region"]),
    annotations: .init(readOnly: true, idempotent: true),
    immediate: { arguments, _ in .text(JSONWriter.string(.object(arguments.object))) })
}
