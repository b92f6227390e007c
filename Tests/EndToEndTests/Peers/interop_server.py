"""A small MCP server of another library: `interop_server.py LIBRARY stdio` or `interop_server.py LIBRARY PORT`.

LIBRARY is `sdk` (the official Python SDK) or `fastmcp`. It has two tools, a resource and a prompt.
"""

import sys
import warnings

warnings.filterwarnings("ignore")

library, where = sys.argv[1:3]
if library == "sdk":
    from mcp.server import MCPServer as Server
else:
    from fastmcp import FastMCP as Server

server = Server(f"interop-{library}")


@server.tool(description="Adds two numbers.")
def add_numbers(a: float, b: float) -> str:
    return f"The sum of {a:g} and {b:g} is {a + b:g}"


@server.tool(description="Returns the text.")
def echo(text: str) -> str:
    return text


@server.resource("test://interop", name="interop", mime_type="text/plain")
def interop() -> str:
    return "A resource of another library."


@server.prompt(name="greeting", description="Greets.")
def greeting() -> str:
    return "Hello."


if where == "stdio":
    server.run("stdio")
elif library == "sdk":
    server.run("streamable-http", host="127.0.0.1", port=int(where))
else:
    server.run("http", host="127.0.0.1", port=int(where), show_banner=False)
