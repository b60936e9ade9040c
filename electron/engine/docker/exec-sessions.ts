import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type Dockerode from 'dockerode';
import type { ExecEvent } from '../../../shared/contract/containers.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import type { Sink } from '../../../shared/rpc/server.ts';
import { type Disposable, disposable } from '../../../shared/util/disposable.ts';

export interface ExecRequest {
  command: string[];
  columns: number;
  rows: number;
}

interface Session {
  exec: Dockerode.Exec;
  stream: Duplex;
}

const MOST_SESSIONS = 32;

/** bash where the image has it, else its sh. */
export const defaultShell = ['sh', '-c', 'command -v bash >/dev/null 2>&1 && exec bash || exec sh'];

/** Shells open in containers. Each ends with its window: nothing is left running inside the container. */
export class ExecSessions implements Disposable {
  readonly #sessions = new Map<string, Session>();
  readonly #ending = new Set<Promise<void>>();

  /** Starts the command on a TTY and sends what it prints, waiting for a slow window. */
  async open(
    container: Dockerode.Container,
    request: ExecRequest,
    sink: Sink<ExecEvent>,
  ): Promise<Disposable> {
    if (this.#sessions.size >= MOST_SESSIONS) {
      throw new TrivetError('limit', `${MOST_SESSIONS} shells are open already`);
    }
    const sessionId = randomBytes(16).toString('hex');
    const session = await start(container, request, sessionId);
    this.#sessions.set(sessionId, session);
    await resize(session, request.columns, request.rows);
    void this.#pump(sessionId, session, sink);
    return disposable(() => {
      if (!this.#sessions.delete(sessionId)) return;
      session.stream.destroy();
      this.#end(container, sessionId);
    });
  }

  /** Resolves once the shells that were closed have been ended in their containers. */
  async settled(): Promise<void> {
    await Promise.all(this.#ending);
  }

  #end(container: Dockerode.Container, sessionId: string): void {
    const ending: Promise<void> = endProcesses(container, sessionId)
      // The container itself is gone or stopped, and the shell with it.
      .catch(() => undefined)
      .finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  async input(sessionId: string, data: Uint8Array): Promise<void> {
    const { stream } = this.#session(sessionId);
    if (!stream.write(data)) await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
  }

  async resize(sessionId: string, columns: number, rows: number): Promise<void> {
    await resize(this.#session(sessionId), columns, rows);
  }

  dispose(): void {
    for (const { stream } of this.#sessions.values()) stream.destroy();
    this.#sessions.clear();
  }

  #session(id: string): Session {
    const session = this.#sessions.get(id);
    if (!session) throw new TrivetError('not_found', 'this shell has ended');
    return session;
  }

  async #pump(sessionId: string, { exec, stream }: Session, sink: Sink<ExecEvent>): Promise<void> {
    try {
      if (await sink.ready()) sink.emit({ kind: 'open', sessionId });
      for await (const chunk of stream) {
        if (!(await sink.ready())) return;
        sink.emit({ kind: 'data', data: new Uint8Array(chunk as Buffer) });
      }
      const { ExitCode } = await exec.inspect();
      this.#sessions.delete(sessionId);
      if (await sink.ready()) sink.emit({ kind: 'exit', exitCode: ExitCode ?? null });
      sink.end();
    } catch (error) {
      this.#sessions.delete(sessionId);
      sink.fail(
        new TrivetError('unavailable', `the shell's connection was lost: ${(error as Error).message}`),
      );
    }
  }
}

/** The mark by which a session's processes are known again inside the container. */
const marker = (sessionId: string) => `TRIVET_EXEC=${sessionId}`;

async function start(
  container: Dockerode.Container,
  { command }: ExecRequest,
  sessionId: string,
): Promise<Session> {
  const exec = await container.exec({
    Cmd: command,
    Env: ['TERM=xterm-256color', marker(sessionId)],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: true,
  });
  const stream = await exec.start({ hijack: true, stdin: true, Tty: true });
  return { exec, stream };
}

async function resize({ exec }: Session, columns: number, rows: number): Promise<void> {
  try {
    await exec.resize({ w: columns, h: rows });
  } catch (error) {
    // A command that is over has no size; its end is told by the stream.
    const { statusCode } = error as { statusCode?: number };
    if (statusCode === undefined) throw error;
  }
}

/**
 * The daemon leaves an exec running when its client goes, and has no call to end one. A second exec sends what
 * a closed terminal sends, then kills what ignored it.
 */
async function endProcesses(container: Dockerode.Container, sessionId: string): Promise<void> {
  const each = (signal: string) =>
    `for p in /proc/[0-9]*; do grep -q ${marker(sessionId)} $p/environ 2>/dev/null && kill -${signal} \${p#/proc/} 2>/dev/null; done`;
  const exec = await container.exec({ Cmd: ['sh', '-c', `${each('HUP')}; sleep 1; ${each('KILL')}`] });
  await exec.start({ Detach: true });
}
