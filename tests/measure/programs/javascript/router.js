import { createServer } from "node:http";
import { randomUUID } from "node:crypto";

const METHODS = ["GET", "POST", "DELETE"];

function compile(pattern) {
  const names = [];
  const source = pattern.replace(/:(\w+)/g, (_, name) => {
    names.push(name);
    return "([^/]+)";
  });
  return { names, matcher: new RegExp(`^${source}$`) };
}

export class Router {
  routes = [];

  handle(method, pattern, handler) {
    if (!METHODS.includes(method)) {
      throw new Error(`unknown method ${method}`);
    }
    this.routes.push({ method, handler, ...compile(pattern) });
  }

  find(method, path) {
    for (const { method: wanted, names, matcher, handler } of this.routes) {
      const match = wanted === method && matcher.exec(path);
      if (match) {
        const parameters = Object.fromEntries(names.map((name, at) => [name, match[at + 1]]));
        return { handler, parameters };
      }
    }
    return undefined;
  }
}

async function readBody(request, limit = 1_000_000) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > limit) {
      throw new Error("the body is too large");
    }
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? null : JSON.parse(text);
}

export function serve(router, port = 8080) {
  const server = createServer(async (request, response) => {
    const id = randomUUID();
    const { pathname } = new URL(request.url, "http://localhost");
    const found = router.find(request.method, pathname);
    if (found === undefined) {
      response.writeHead(404).end();
      return;
    }
    try {
      const body = await readBody(request);
      const result = await found.handler({ id, body, ...found.parameters });
      response.writeHead(200, { "content-type": "application/json", "x-request": id });
      response.end(JSON.stringify(result));
    } catch (error) {
      response.writeHead(500).end(error.message);
    }
  });
  return new Promise((resolve) => server.listen(port, () => resolve(server)));
}
