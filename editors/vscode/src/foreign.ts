// Forwards what all other extensions say of a document, so that healer can offer fixes for it. Knows nothing of VS Code itself.

/** How long diagnostics must rest before they are forwarded, in milliseconds. */
export const REST = 150;

/** Anything with the `data` of a diagnostic. */
interface WithData {
  data?: unknown;
}

/** Whether a diagnostic is healer's own: only those have healer's part in their data. */
export function isOwn(diagnostic: object): boolean {
  const data = (diagnostic as WithData).data;
  return typeof data === 'object' && data !== null && 'healer' in data;
}

/** What the forwarder needs from the editor. */
export interface Host {
  /** The version of an open document that healer looks at; `undefined` for every other. */
  version(uri: string): number | undefined;
  /** All diagnostics of other extensions for the document, as the protocol has them. */
  diagnostics(uri: string): object[];
  send(params: { uri: string; version: number; diagnostics: object[] }): void;
  /** Another extension has spoken for the first time. */
  met(source: string): void;
  /** Calls back after so many milliseconds; what it gives stops that. */
  later(milliseconds: number, call: () => void): () => void;
}

/** Forwards diagnostics once they have come to rest, and only where they differ from those forwarded last. */
export class Forwarder {
  private readonly waiting = new Map<string, { version: number; stop: () => void }>();
  private readonly sent = new Map<string, string>();
  private readonly sources = new Set<string>();

  constructor(private readonly host: Host) {}

  /** Something may be different about a document's diagnostics. */
  changed(uri: string): void {
    const version = this.host.version(uri);
    if (version === undefined) {
      return;
    }
    this.waiting.get(uri)?.stop();
    // The diagnostics are about the text as it is now, whatever is typed while they come to rest.
    this.waiting.set(uri, { version, stop: this.host.later(REST, () => this.forward(uri, version)) });
  }

  /** The server is about to be asked something, so what waits is forwarded now. */
  settle(): void {
    for (const [uri, { version, stop }] of [...this.waiting]) {
      stop();
      this.forward(uri, version);
    }
  }

  /** A document was closed: when it comes back, all is to be said again. */
  closed(uri: string): void {
    this.waiting.get(uri)?.stop();
    this.waiting.delete(uri);
    this.sent.delete(uri);
  }

  /** The server was started anew and knows nothing. */
  reset(uris: Iterable<string>): void {
    this.sent.clear();
    this.sources.clear();
    for (const uri of uris) {
      this.changed(uri);
    }
  }

  dispose(): void {
    for (const { stop } of this.waiting.values()) {
      stop();
    }
    this.waiting.clear();
  }

  private forward(uri: string, version: number): void {
    this.waiting.delete(uri);
    const diagnostics = this.host.diagnostics(uri);
    const said = JSON.stringify(diagnostics);
    // Of a document that nobody has said anything about there is nothing to forward either.
    if (said === (this.sent.get(uri) ?? '[]')) {
      return;
    }
    this.sent.set(uri, said);
    this.host.send({ uri, version, diagnostics });
    for (const diagnostic of diagnostics) {
      const source = String((diagnostic as { source?: unknown }).source ?? '');
      if (!this.sources.has(source)) {
        this.sources.add(source);
        this.host.met(source);
      }
    }
  }
}
