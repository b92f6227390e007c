"""Runs the interoperability matrix and prints one JSON object a cell.

    interop.py COCKPIT CONFORMANCE_CLIENT FOLDER

COCKPIT is mcp-cockpit; FOLDER takes configurations and data. A cell is `{"peer", "role", "transport", "era",
"result"}`: `role` is the peer's, and `result` is `ok REVISION` or what went wrong.
"""

import json
import os
import re
import socket
import subprocess
import sys
import time
import warnings

import anyio

warnings.filterwarnings("ignore")
cockpit, conformance, folder = sys.argv[1:4]
here = os.path.dirname(os.path.abspath(__file__))
environment = {
    name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL", "TMPDIR")
} | {"HOME": folder, "MCP_HOME": f"{folder}/mcp", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "ignore"}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Listening:
    """A server on a port of its own, for as long as the block lasts."""

    def __init__(self, command):
        self.port = free_port()
        self.command = [part.replace("{PORT}", str(self.port)) for part in command]

    def __enter__(self):
        log = open(f"{folder}/server-{self.port}.log", "wb")
        self.process = subprocess.Popen(
            self.command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return f"http://127.0.0.1:{self.port}/mcp"
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        self.__exit__()
        raise RuntimeError(f"{self.command} does not listen")

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def cell(peer, role, transport, era, run):
    try:
        result = run()
    except Exception as error:  # noqa: BLE001 - whatever went wrong is the cell's content
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        result = f"{type(error).__name__}: {error}".replace("\n", " ")[:300]
    print(
        json.dumps({"peer": peer, "role": role, "transport": transport, "era": era, "result": result}), flush=True
    )


# Their client, our server.


async def use(client, names):
    tools = [tool.name for tool in names(await client.list_tools())]
    assert "echo" in tools, tools
    result = await client.call_tool("echo", {"message": "h\u00e9llo \U0001f600"})
    content = result.content if hasattr(result, "content") else result
    assert content[0].text == "h\u00e9llo \U0001f600", content
    resources = names(await client.list_resources())
    assert any(str(resource.uri) == "test://static-text" for resource in resources), resources
    await client.read_resource("test://static-text")
    assert names(await client.list_prompts()), "no prompts"


def sdk_client(target, mode):
    async def run():
        from mcp import Client

        async with Client(target, mode=mode, cache=None) as client:
            def names(page):
                return getattr(page, "tools", None) or getattr(page, "resources", None) or page.prompts

            with anyio.fail_after(30):
                await use(client, names)
            return f"ok {client.protocol_version}"

    return anyio.run(run)


def fastmcp_client(target):
    async def run():
        from fastmcp import Client

        async with Client(target) as client:
            with anyio.fail_after(30):
                await use(client, lambda items: items)
            revision = getattr(client, "protocol_version", None)
            if revision is None and getattr(client, "initialize_result", None):
                revision = getattr(client.initialize_result, "protocol_version", None)
            return f"ok {revision or ''}".strip()

    return anyio.run(run)


def their_clients():
    from fastmcp.client.transports import StdioTransport
    from mcp import StdioServerParameters

    arguments = ["serve", "everything"]
    stdio = StdioServerParameters(command=cockpit, args=arguments, env=environment)
    with Listening([cockpit, *arguments, "--http", "127.0.0.1:{PORT}"]) as url:
        for era, mode in (("legacy", "legacy"), ("modern", "2026-07-28")):
            cell("Python SDK", "client", "stdio", era, lambda: sdk_client(stdio, mode))
            cell("Python SDK", "client", "http", era, lambda: sdk_client(url, mode))
        transport = StdioTransport(command=cockpit, args=arguments, env=environment)
        cell("fastmcp", "client", "stdio", "its own", lambda: fastmcp_client(transport))
        cell("fastmcp", "client", "http", "its own", lambda: fastmcp_client(url))


# Our client, their server.


def configuration(name, command, era):
    path = f"{folder}/{name}-{era}.json"
    entry = {"command": command[0], "args": command[1:], "env": {"PYTHONWARNINGS": "ignore"}}
    ours = {"version": 1, "servers": {name: {"era": era, "ready": {"timeout": "60s"}}}}
    with open(path, "w") as file:
        json.dump({"mcpServers": {name: entry}, "cockpit": ours}, file)
    return path


def cockpit_run(arguments, limit=90):
    done = subprocess.run(
        [cockpit, *arguments], env=environment, capture_output=True, text=True, timeout=limit, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, f"exit {done.returncode}: {done.stderr[-300:]} {done.stdout[-200:]}"
    return json.loads(done.stdout)


def over_stdio(name, command, era, tool, arguments, expected):
    path = configuration(name, command, era)
    states = cockpit_run(["ps", "--json", "--config", path, "--timeout", "60s"])
    found = re.search(r'"revision": ?"([0-9-]+)"|"protocolVersion": ?"([0-9-]+)"', json.dumps(states))
    result = cockpit_run(["call", "--config", path, name, tool, json.dumps(arguments), "--json"])
    text = json.dumps(result)
    assert expected in text, text[:300]
    return f"ok {next((part for part in found.groups() if part), '') if found else ''}".strip()


def over_http(url, revision):
    done = subprocess.run(
        [conformance, url],
        env=environment | {"MCP_CONFORMANCE_SCENARIO": "tools_call", "MCP_CONFORMANCE_PROTOCOL_VERSION": revision},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, f"exit {done.returncode}: {done.stderr[-300:]}"
    return f"ok {revision}"


def our_client():
    for library, peer in (("sdk", "Python SDK"), ("fastmcp", "fastmcp")):
        command = [sys.executable, f"{here}/interop_server.py", library]
        for era in ("legacy", "modern"):
            cell(
                peer, "server", "stdio", era,
                lambda: over_stdio(library, [*command, "stdio"], era, "echo", {"text": "h\u00e9llo"}, "llo"),
            )
        with Listening([*command, "{PORT}"]) as url:
            for era, revision in (("legacy", "2025-11-25"), ("modern", "2026-07-28")):
                cell(peer, "server", "http", era, lambda: over_http(url, revision))
    repository = f"{folder}/interop-repository"
    subprocess.run(["git", "init", "--quiet", repository], check=True, env=environment)
    module = [sys.executable, "-m"]
    for name, command, tool, arguments, expected in (
        ("mcp-server-time", [*module, "mcp_server_time", "--local-timezone", "UTC"],
         "get_current_time", {"timezone": "UTC"}, "UTC"),
        ("mcp-server-git", [*module, "mcp_server_git"],
         "git_status", {"repo_path": repository}, "status"),
        ("mcp-server-fetch", [*module, "mcp_server_fetch", "--ignore-robots-txt", "--allow-private-ips"],
         "fetch", {"url": fetched, "raw": True}, "interoperability"),
    ):
        cell(name, "server", "stdio", "its own", lambda: over_stdio(name, command, "auto", tool, arguments, expected))


class Page:
    """A page on loopback for mcp-server-fetch."""

    def __enter__(self):
        with open(f"{folder}/page.html", "w") as file:
            file.write("<html><body><p>A page for interoperability.</p></body></html>")
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "--directory", folder, str(self.port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment,
        )
        return f"http://127.0.0.1:{self.port}/page.html"

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


their_clients()
with Page() as fetched:
    our_client()
