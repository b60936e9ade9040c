import type { Logger } from 'pino';
import type { FollowedLogFile } from '../../../../shared/contract/log-input.ts';
import { type Disposable, DisposableStore, disposable } from '../../../../shared/util/disposable.ts';
import { Emitter } from '../../../../shared/util/emitter.ts';
import type { LiveSettings } from '../../live-settings.ts';
import type { Store } from '../../storage/store.ts';
import type { LogIngest } from '../log-ingest.ts';
import type { LogOrigin } from '../log-sink.ts';
import type { OpenByteFeed } from './byte-feed.ts';
import { FileFollower } from './file-follower.ts';
import type { FilePattern, FoundFile } from './find-files.ts';

export interface LogFilesOptions {
  store: Pick<Store, 'write'>;
  ingest: Pick<LogIngest, 'openFile'>;
  settings: LiveSettings;
  logger: Logger;
  /** Whether the files of the settings are followed, or only those that are held. */
  followsSettings: boolean;
  lookEveryMs?: number;
}

/** Follows the log files that the settings name, and those that a command asks for while it runs. */
export class LogFiles implements Disposable {
  readonly #options: LogFilesOptions;
  readonly #follower: FileFollower;
  readonly #owned = new DisposableStore();
  readonly #held = new Set<readonly FilePattern[]>();
  /** Lines stored, by path. */
  readonly #lines = new Map<string, number>();
  /** Lines were stored. */
  readonly onStored = new Emitter<void>();
  #wanted = '[]';

  constructor(options: LogFilesOptions) {
    this.#options = options;
    const { logger, settings, lookEveryMs } = options;
    this.#follower = this.#owned.add(
      new FileFollower({
        sink: { open: (file) => this.#feedOf(file), readCursor: (file) => this.#readCursor(file) },
        logger,
        ...(lookEveryMs === undefined ? {} : { lookEveryMs }),
      }),
    );
    this.#owned.add(settings.onChange.on(() => void this.#apply()));
    void this.#apply();
  }

  /** Follows these too until it is disposed. */
  hold(files: readonly FilePattern[]): Disposable {
    const held = [...files];
    this.#held.add(held);
    void this.#apply();
    return disposable(() => {
      this.#held.delete(held);
      void this.#apply();
    });
  }

  list(): FollowedLogFile[] {
    return this.#follower.list().map((file) => ({ ...file, lines: this.#lines.get(file.path) ?? 0 }));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #apply(): Promise<void> {
    const { settings, followsSettings } = this.#options;
    const patterns = [...(followsSettings ? settings.current.logs.files : []), ...[...this.#held].flat()];
    const wanted = JSON.stringify(patterns);
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    await this.#follower.set(patterns);
  }

  #feedOf(file: FoundFile): OpenByteFeed {
    const origin = originOf(file);
    const { path } = file;
    return (cursor) =>
      this.#options.ingest.openFile({
        ...cursor,
        stream: () => origin,
        receiver: 'file',
        cursorKey: origin.entity,
        onCommitted: ({ lines }) => {
          this.#lines.set(path, (this.#lines.get(path) ?? 0) + lines);
          this.onStored.fire();
        },
      });
  }

  #readCursor({ path }: FoundFile): Promise<string | null> {
    return this.#options.store.write('logs.readCursor', { containerId: entityOf(path) });
  }
}

const entityOf = (path: string): string => `file:${path}`;

const originOf = ({ path, name, service }: FoundFile): LogOrigin => ({
  source: 'file',
  entity: entityOf(path),
  containerId: '',
  container: name,
  service,
  labels: [],
});
