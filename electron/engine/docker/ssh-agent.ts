import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Agent, type AgentOptions } from 'node:http';
import { Duplex } from 'node:stream';
import type { Transport } from './endpoint.ts';

type SshTransport = Extract<Transport, { kind: 'ssh' }>;

const STDERR_KEPT = 2_000;

/** The arguments of the ssh program: as the docker CLI calls it, and never asking for a password. */
export function sshArguments({ user, host, port }: SshTransport): string[] {
  return [
    ...['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', '-T'],
    ...(user ? ['-l', user] : []),
    ...(port ? ['-p', String(port)] : []),
    ...['--', host, 'docker', 'system', 'dial-stdio'],
  ];
}

/**
 * Each connection is one `ssh HOST docker system dial-stdio`, so that the person's own ssh configuration, keys,
 * agent and known hosts apply.
 */
export class SshAgent extends Agent {
  readonly #transport: SshTransport;

  constructor(transport: SshTransport) {
    super({ keepAlive: true, maxFreeSockets: 2, maxSockets: 64 } as AgentOptions);
    this.#transport = transport;
  }

  override createConnection(): Duplex {
    return new SshConnection(spawn('ssh', sshArguments(this.#transport), { windowsHide: true }));
  }
}

/** A child's pipes as one socket. What http asks of sockets beyond a stream has no meaning here. */
class SshConnection extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;
  #stderr = '';

  constructor(child: ChildProcessWithoutNullStreams) {
    super();
    this.#child = child;
    child.on('error', (error) => this.destroy(error));
    // A pipe broken by the child's end is told with its reason by `close`.
    child.stdin.on('error', () => undefined);
    child.stderr.on('data', (text: Buffer) => {
      this.#stderr = (this.#stderr + text.toString()).slice(-STDERR_KEPT);
    });
    child.stdout.on('data', (chunk) => {
      if (!this.push(chunk)) child.stdout.pause();
    });
    child.on('close', (code) => this.#ended(code));
  }

  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#child.stdin.write(chunk)) done();
    else this.#child.stdin.once('drain', () => done());
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#child.kill();
    done(error);
  }

  #ended(code: number | null): void {
    if (code) this.destroy(new Error(`ssh: ${this.#stderr.trim() || `exit code ${code}`}`));
    else this.push(null);
  }
}
