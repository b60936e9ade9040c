import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import type { PullProgress } from '../../../shared/contract/docker.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import { JsonLines } from './json-lines.ts';
import { type RegistryAuth, registryAuth } from './registry-auth.ts';

/** One line of POST /images/create. */
interface PullLine {
  id?: string;
  status?: string;
  error?: string;
  progressDetail?: { current?: number; total?: number };
}

const MOST_LAYERS = 512;

/**
 * Pulls and tells each change until it is done; ending the signal ends the pull in the daemon.
 *
 * @throws TrivetError with the registry's or the daemon's words
 */
export async function pullImage(
  docker: Dockerode,
  reference: string,
  signal: AbortSignal,
  tell: (progress: PullProgress) => void,
): Promise<void> {
  const authconfig = (await registryAuth(reference)) ?? undefined;
  const stream = await pullStream(docker, reference, { authconfig, abortSignal: signal });
  const state = new PullState();
  const lines = new JsonLines();
  for await (const chunk of stream) {
    for (const line of lines.push(chunk as Buffer)) state.take(JSON.parse(line) as PullLine);
    tell(state.progress(false));
  }
  tell(state.progress(true));
}

/** The modem wants the key to be absent rather than undefined; the types know only the callback's stream. */
function pullStream(
  docker: Dockerode,
  reference: string,
  { authconfig, abortSignal }: { authconfig: RegistryAuth | undefined; abortSignal: AbortSignal },
): Promise<Readable> {
  const options = { abortSignal, ...(authconfig ? { authconfig } : {}) };
  return docker.pull(reference, options as never) as unknown as Promise<Readable>;
}

/** The newest line of each layer. */
export class PullState {
  readonly #layers = new Map<string, PullProgress['layers'][number]>();
  #status = '';

  /** @throws TrivetError when the line tells of a failure */
  take({ id, status = '', error, progressDetail }: PullLine): void {
    if (error) throw new TrivetError('unavailable', error);
    if (!id || /^(pulling from|digest:|status:)/i.test(status)) {
      this.#status = status;
      return;
    }
    if (!this.#layers.has(id) && this.#layers.size >= MOST_LAYERS) return;
    this.#layers.set(id, {
      id,
      status,
      currentBytes: progressDetail?.current ?? null,
      totalBytes: progressDetail?.total ?? this.#layers.get(id)?.totalBytes ?? null,
    });
  }

  progress(done: boolean): PullProgress {
    return { layers: [...this.#layers.values()], status: this.#status, done };
  }
}
